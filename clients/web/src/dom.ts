type Child = Node | string | null | undefined | false;
type Properties = Partial<Record<string, unknown>>;

/**
 * Makes an element. Properties that start with `on` are listeners, `class` and names with a dash are attributes,
 * everything else is set on the element itself: nothing becomes markup or an inline style.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "class" || name.includes("-") || name === "for" || name === "role") element.setAttribute(name, String(value));
    else Reflect.set(element, name, value);
  }
  append(element, children);
  return element;
}

export function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) if (child) parent.append(child);
}

/** Replaces what an element holds. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** Writes a text only when it changed: writing costs layout. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The 2D context of a new canvas. */
export function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = Math.max(1, Math.ceil(width));
  element.height = Math.max(1, Math.ceil(height));
  return context(element);
}

export function context(element: HTMLCanvasElement): CanvasRenderingContext2D {
  const made = element.getContext("2d");
  if (!made) throw new Error("this browser draws no canvas");
  return made;
}
