/** Who is near: square cells as large as the radius asked for, so that nine of them are looked through. */
export class CellGrid<T> {
  readonly #cellM: number;
  readonly #columns: number;
  readonly #cells: T[][];
  #x: (item: T) => number = () => 0;
  #y: (item: T) => number = () => 0;

  constructor(sideM: number, cellM: number) {
    this.#cellM = cellM;
    this.#columns = Math.max(1, Math.ceil(sideM / cellM));
    this.#cells = Array.from({ length: this.#columns ** 2 }, () => []);
  }

  fill(items: Iterable<T>, x: (item: T) => number, y: (item: T) => number): void {
    this.#x = x;
    this.#y = y;
    for (const cell of this.#cells) cell.length = 0;
    for (const item of items) this.#cells[this.#cell(y(item)) * this.#columns + this.#cell(x(item))].push(item);
  }

  near(x: number, y: number, radiusM: number, visit: (item: T) => void): void {
    for (let row = this.#cell(y - radiusM); row <= this.#cell(y + radiusM); row++) {
      for (let column = this.#cell(x - radiusM); column <= this.#cell(x + radiusM); column++) {
        for (const item of this.#cells[row * this.#columns + column]) {
          if ((this.#x(item) - x) ** 2 + (this.#y(item) - y) ** 2 <= radiusM * radiusM) visit(item);
        }
      }
    }
  }

  #cell(v: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor(v / this.#cellM)));
  }
}
