/** What NPCs' thinking came to in the last tick: for operators, and for whoever decides to save. */
export class AiLoad {
  /** Thoughts thought. */
  thoughts = 0;
  /** Thoughts whose time had come and that the budget did not reach: they wait for the next tick. */
  postponed = 0;
  /** Ways planned. */
  paths = 0;
  /** Of these, those that followed a way already known. */
  sharedPaths = 0;
  /** NPCs that wait for a way. */
  pathsWaiting = 0;
  /** Cells looked at by the path finder. */
  cells = 0;

  clear(): void {
    this.thoughts = 0;
    this.postponed = 0;
    this.paths = 0;
    this.sharedPaths = 0;
    this.cells = 0;
  }
}
