/** Undo and redo: each step says what cells held before and after. Steps typed into one cell in a row are one. */

export type Cells = Readonly<Record<string, string>>;
interface Step { before: Record<string, string>; after: Record<string, string>; /** The cell that is being typed in; null closes the step. */ typing: string | null }

export class History {
  #done: Step[] = [];
  #undone: Step[] = [];
  readonly #limit: number;
  constructor(limit = 200) { this.#limit = limit; }

  get canUndo(): boolean { return this.#done.length > 0; }
  get canRedo(): boolean { return this.#undone.length > 0; }

  /** Notes a change of some cells. `typing`: the one cell that is being typed in, so that its letters are one step. */
  note(cells: Cells, change: Cells, typing: string | null = null): void {
    const changed = Object.keys(change).filter((name) => (cells[name] ?? '') !== change[name]);
    if (changed.length === 0) return;
    this.#undone = [];
    const last = this.#done.at(-1);
    if (typing !== null && last?.typing === typing) { last.after = { [typing]: change[typing]! }; return; }
    this.#done.push({ before: Object.fromEntries(changed.map((name) => [name, cells[name] ?? ''])), after: Object.fromEntries(changed.map((name) => [name, change[name]!])), typing });
    if (this.#done.length > this.#limit) this.#done.shift();
  }
  /** What is typed next, even into the same cell, is a step of its own. */
  pause(): void { const last = this.#done.at(-1); if (last) last.typing = null; }
  /** What to put back; null where there is nothing. */
  undo(): Cells | null {
    const step = this.#done.pop();
    if (!step) return null;
    step.typing = null;
    this.#undone.push(step);
    return step.before;
  }
  redo(): Cells | null {
    const step = this.#undone.pop();
    if (!step) return null;
    this.#done.push(step);
    return step.after;
  }
}
