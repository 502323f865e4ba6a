/** One form being filled in, as state: what was typed, what it means, what the checks say, and how far it is saved. */
import { SvelteMap } from 'svelte/reactivity';
import type { Column } from '../../../dsl/program.ts';
import { LiveForm, type Expected, type LiveCell, type LiveFinding, type LiveRows } from '../../../metrics/form-live.ts';
import { History } from './history.ts';
import { readTyped, type Reading } from './reading.ts';
import { grid, type GridForm, type GridVersion } from './requests.ts';
import { Saver, type Clash, type SaveState } from './saving.ts';

export class Sheet {
  readonly given: GridForm;
  readonly live: LiveForm;
  readonly columns: Column[];
  /** As it stands in the inputs. */
  readonly cells = new SvelteMap<string, string>();
  saving = $state.raw<{ state: SaveState; at: string | null; clashes: Clash[]; by: string; error: unknown; version: number }>({ state: 'saved', at: null, clashes: [], by: '', error: null, version: 0 });
  /** Columns that someone else has just changed. */
  taken = $state.raw<string[]>([]);
  steps = $state(0);
  readonly #history = new History();
  readonly #saver: Saver;
  readonly #others: Map<string, ReadonlyMap<string, LiveCell>>;

  readonly readings = $derived.by(() => new Map(this.columns.map((column) => [column.name, readTyped(this.cells.get(column.name) ?? '', column)])));
  readonly rows: LiveRows = $derived.by(() => {
    const own = new Map<string, LiveCell>([...this.readings].map(([name, { value, mark }]) => [name, { value, mark }]));
    return (form, year) => (form === this.given.form.name && year === this.given.year ? own : this.#others.get(`${form} ${year}`) ?? null);
  });
  readonly findings: LiveFinding[] = $derived.by(() => this.live.findings(this.rows));
  readonly expected: Map<string, Expected> = $derived.by(() => this.live.expected(this.rows));
  readonly blank = $derived.by(() => this.columns.filter((column) => this.reading(column.name).kind === 'blank').map((column) => column.name));
  readonly unread = $derived.by(() => this.columns.filter((column) => this.reading(column.name).kind === 'problem').map((column) => column.name));
  /** What is typed says something else than what was handed in, or nothing was. */
  readonly changed = $derived.by(() => {
    const sent = this.given.handedIn;
    return !sent || this.columns.some((column) => readTyped(sent.cells[column.name] ?? '', column).text !== this.reading(column.name).text);
  });
  readonly canUndo = $derived.by(() => this.steps >= 0 && this.#history.canUndo);
  readonly canRedo = $derived.by(() => this.steps >= 0 && this.#history.canRedo);

  constructor(given: GridForm) {
    this.given = given;
    this.columns = given.form.columns;
    this.live = new LiveForm(Object.fromEntries([given.form, ...given.others].map((form) => [form.name, form])), given.form.name, given.year);
    this.#others = new Map(given.rows.map((row) => {
      const form = row.form === given.form.name ? given.form : given.others.find((one) => one.name === row.form)!;
      return [`${row.form} ${row.year}`, new Map(form.columns.map((column) => { const { value, mark } = readTyped(row.cells[column.name] ?? '', column); return [column.name, { value, mark }]; }))];
    }));
    // Where nothing was typed here yet, one goes on from what was handed in.
    this.#show(given.draft?.cells ?? given.handedIn?.cells ?? {});
    this.#saver = new Saver({
      cells: () => this.texts(), send: (body) => grid.save(given.agency.code, given.year, given.form.name, body),
      take: (changes) => { this.taken = Object.keys(changes); for (const [name, text] of Object.entries(changes)) this.cells.set(name, text); },
      changed: () => this.#told(),
    }, { version: given.draft?.version ?? 0, cells: given.draft?.cells ?? {}, at: given.draft?.at ?? null });
    this.#told();
  }

  reading(column: string): Reading { return this.readings.get(column)!; }

  /** What is kept: plain texts, blanks left out. */
  texts(): Record<string, string> {
    return Object.fromEntries(this.columns.flatMap((column) => { const { text } = readTyped(this.cells.get(column.name) ?? '', column); return text === '' ? [] : [[column.name, text]]; }));
  }

  /** Changes cells; `typing` is the one being typed in. */
  change(cells: Record<string, string>, typing: string | null = null): void {
    if (!this.given.mayEdit) return;
    this.#history.note(Object.fromEntries(this.cells), cells, typing);
    this.steps += 1;
    this.#put(cells);
  }
  /** The caret left the cell: what is in it is shown as it is kept. */
  settle(column: string): void {
    this.#history.pause();
    const { kind, text } = this.reading(column);
    if (kind !== 'problem' && text !== (this.cells.get(column) ?? '')) this.cells.set(column, text);
  }
  undo(): boolean { return this.#step(this.#history.undo()); }
  redo(): boolean { return this.#step(this.#history.redo()); }

  flush(): Promise<void> { return this.#saver.flush(); }
  resolve(yours: ReadonlySet<string>): Promise<void> { return this.#saver.resolve(yours); }
  /** Takes an earlier version up again. */
  async restore(version: number): Promise<GridVersion> {
    await this.#saver.flush();
    const taken = await grid.restore(this.given.agency.code, this.given.year, this.given.form.name, version);
    const change = Object.fromEntries(this.columns.map((column) => [column.name, taken.cells[column.name] ?? '']));
    this.#history.note(Object.fromEntries(this.cells), change);
    this.steps += 1;
    this.#show(taken.cells);
    this.#saver.adopt(taken);
    return taken;
  }
  stop(): void { this.#saver.stop(); }

  #step(cells: Readonly<Record<string, string>> | null): boolean {
    if (!cells) return false;
    this.steps += 1;
    this.#put(cells);
    return true;
  }
  #put(cells: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(cells)) this.cells.set(name, text);
    this.taken = [];
    this.#saver.touch();
  }
  #show(cells: Record<string, string>): void { for (const column of this.columns) this.cells.set(column.name, cells[column.name] ?? ''); }
  #told(): void { const { state, savedAt, clashes, by, error, version } = this.#saver; this.saving = { state, at: savedAt, clashes, by, error, version }; }
}
