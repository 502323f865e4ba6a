/**
 * Saving as one goes, apart from any page: what was typed is sent a moment after the last change, one request at a time;
 * what was typed meanwhile follows. What others changed is taken over where one has not typed oneself; where both did,
 * saving stops until it is decided.
 */
import type { GridSaved } from '../../../server/api.ts';
import type { Cells } from './history.ts';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'clash';
export interface Clash { column: string; theirs: string; yours: string }

export interface SaverOptions {
  /** What is to be saved now: kept texts by column, without blanks. */
  cells(): Cells;
  send(body: { base: number; cells: Record<string, string> }): Promise<GridSaved>;
  /** Others' changes, to be shown: columns with their texts. */
  take(changes: Record<string, string>, by: string): void;
  /** Called whenever `state`, `savedAt` or `clashes` changes. */
  changed(): void;
  /** Milliseconds after the last change. */
  pause?: number; retryAfter?: number;
}

const get = (cells: Cells, name: string): string => cells[name] ?? '';

export class Saver {
  state: SaveState = 'saved';
  /** ISO 8601; null before the first save. */
  savedAt: string | null = null;
  clashes: Clash[] = [];
  by = '';
  error: unknown = null;
  /** The version that is there, as far as one knows. */
  version: number;
  /** The cells of that version. */
  #base: Cells;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #under: Promise<void> | null = null;
  /** While a clash waits: what the other left. */
  #head: { version: number; cells: Cells } | null = null;
  readonly #options: SaverOptions;

  constructor(options: SaverOptions, start: { version: number; cells: Cells; at: string | null }) {
    this.#options = options;
    this.version = start.version;
    this.#base = start.cells;
    this.savedAt = start.at;
  }

  /** Something was typed. */
  touch(): void {
    if (this.state === 'clash') return;
    if (this.state !== 'saving') this.#set('waiting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { void this.flush(); }, this.#options.pause ?? 800);
  }

  /** Whether all that was typed has arrived. */
  get settled(): boolean { return this.state === 'saved'; }

  /** Sends what is not saved yet; resolves when it has arrived, failed or clashed. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#under) await this.#under;
    if (this.state === 'clash' || (this.state === 'saved' && !this.#differs(this.#options.cells(), this.#base))) return;
    this.#under = this.#save().finally(() => { this.#under = null; });
    await this.#under;
    // Typed while it was under way.
    if (this.state === 'waiting') { clearTimeout(this.#timer); this.#timer = setTimeout(() => { void this.flush(); }, this.#options.pause ?? 800); }
  }

  async #save(): Promise<void> {
    const sent = { ...this.#options.cells() };
    this.#set('saving');
    let answer: GridSaved;
    try {
      answer = await this.#options.send({ base: this.version, cells: sent });
    } catch (error) {
      this.error = error;
      this.#set('failed');
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => { void this.flush(); }, this.#options.retryAfter ?? 5000);
      return;
    }
    this.error = null;
    const draft = answer.draft;
    if (answer.outcome === 'clash') {
      this.#head = { version: draft!.version, cells: draft!.cells };
      this.clashes = answer.clashes;
      this.by = draft!.byName;
      this.#set('clash');
      return;
    }
    const before = this.#base;
    if (draft) { this.version = draft.version; this.#base = draft.cells; this.savedAt = draft.at; } else this.#base = {};
    const now = this.#options.cells();
    const changes: Record<string, string> = {};
    for (const column of answer.taken) if (get(now, column) === get(before, column)) changes[column] = get(this.#base, column);
    if (Object.keys(changes).length > 0) this.#options.take(changes, '');
    this.#set(this.#differs(this.#options.cells(), this.#base) ? 'waiting' : 'saved');
  }

  /** Decides a clash: by column, whose text holds. Everything else of both is put together. */
  async resolve(yours: ReadonlySet<string>): Promise<void> {
    const head = this.#head;
    if (!head) return;
    const now = this.#options.cells(), changes: Record<string, string> = {};
    for (const column of new Set([...Object.keys(head.cells), ...Object.keys(this.#base)])) {
      const clash = this.clashes.some((one) => one.column === column), untouched = get(now, column) === get(this.#base, column);
      if ((clash ? !yours.has(column) : untouched) && get(now, column) !== get(head.cells, column)) changes[column] = get(head.cells, column);
    }
    this.version = head.version;
    this.#base = head.cells;
    this.#head = null;
    this.clashes = [];
    this.#set('waiting');
    if (Object.keys(changes).length > 0) this.#options.take(changes, this.by);
    await this.flush();
  }

  /** A version was taken up on the server: it is what is there now. */
  adopt(version: { version: number; cells: Cells; at: string }): void {
    clearTimeout(this.#timer);
    this.version = version.version;
    this.#base = version.cells;
    this.savedAt = version.at;
    this.#head = null;
    this.clashes = [];
    this.#set('saved');
  }

  stop(): void { clearTimeout(this.#timer); }

  #differs(a: Cells, b: Cells): boolean { return [...new Set([...Object.keys(a), ...Object.keys(b)])].some((name) => get(a, name) !== get(b, name)); }
  #set(state: SaveState): void { this.state = state; this.#options.changed(); }
}
