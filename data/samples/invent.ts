/**
 * Invented figures for one indicator: small, plausible hand-ins of the ledgers and forms it reads, to see what a
 * definition does before there are real ones. The same seed gives the same rows. Values lean towards what the indicator
 * compares with, some dates are late, some cells empty, some rows lie at the ends of the year.
 */
import type { Expr, Field, Form, Ledger, Program } from '../../dsl/program.ts';
import { creditCode } from './credit_code.ts';
import { needsOf } from './needs.ts';
import type { FieldNeed, Needs } from './needs.ts';
import { Random } from './random.ts';

export interface InventedTable {
  ledger: string;
  /** The year it is handed in for. */
  year: number;
  columns: string[]; rows: string[][];
}
export interface Invented { /** The agency to look at comes first. */ agencies: string[]; tables: InventedTable[] }
export interface InventOptions { year: number; seed: string; /** Rows of a ledger, at most. */ rows: number }

const FILLED = 0.86;
const LEANING = 0.62;

/** Rows for an indicator of the program. Tables of last year come first. */
export function invent(program: Program, indicator: string, options: InventOptions): Invented {
  const needs = needsOf(program, indicator);
  const agencies = Array.from({ length: needs.across ? 3 : 1 }, (_, index) => creditCode('11', '999999', index + 1));
  const region = program.pack?.region ?? '610100';
  const made = new Making(program, needs, new Random(`${options.seed} ${indicator}`), agencies, region, options.rows);
  const years = needs.lastYear ? [options.year - 1, options.year] : [options.year];
  return { agencies, tables: years.flatMap((year) => made.tables(year)) };
}

class Making {
  readonly #program: Program;
  readonly #needs: Needs;
  readonly #random: Random;
  readonly #agencies: string[];
  readonly #region: string;
  readonly #rows: number;
  /** Values of key fields that rows may refer to: `ledger field` → by agency. */
  readonly #keys = new Map<string, Map<string, string[]>>();

  constructor(program: Program, needs: Needs, random: Random, agencies: string[], region: string, rows: number) {
    this.#program = program;
    this.#needs = needs;
    this.#random = random;
    this.#agencies = agencies;
    this.#region = region;
    this.#rows = rows;
  }

  tables(year: number): InventedTable[] {
    const ledgers = this.#inOrder().filter((ledger) => ledger.name !== 'agencies');
    return [
      this.#roster(year),
      ...ledgers.map((ledger) => this.#ledger(ledger, year)),
      ...[...this.#needs.forms].flatMap(([name, columns]) => (this.#program.forms[name] ? [this.#form(this.#program.forms[name], columns, year)] : [])),
    ];
  }

  /** Ledgers that others refer to come first; those that refer to each other in any order. */
  #inOrder(): Ledger[] {
    const found: Ledger[] = [];
    const open = new Set<string>();
    const visit = (name: string): void => {
      const ledger = this.#program.ledgers[name];
      if (!ledger || open.has(name)) return;
      open.add(name);
      for (const field of this.#fields(ledger)) if (field.refersTo) visit(field.refersTo.ledger);
      found.push(ledger);
    };
    for (const name of this.#needs.ledgers.keys()) visit(name);
    return found;
  }

  /** The stored fields that are read, in declared order. */
  #fields(ledger: Ledger): Field[] {
    const read = this.#needs.ledgers.get(ledger.name);
    return ledger.fields.filter((field) => read?.has(field.name) && !field.computed && field.name !== 'agency');
  }

  #need(ledger: Ledger, field: Field): FieldNeed { return this.#needs.ledgers.get(ledger.name)!.get(field.name)!; }

  #roster(year: number): InventedTable {
    const ledger = this.#program.ledgers['agencies'];
    const read = ledger ? this.#fields(ledger) : [];
    const duties = ledger?.fields.find((field) => field.name === 'duties')?.type;
    const plain: Record<string, (index: number) => string> = {
      code: (index) => this.#agencies[index]!, name: (index) => `虚构机关${index + 1}`, level: () => '市', category: () => '虚构', region: () => this.#region,
      duties: () => (duties?.kind === 'choices' ? duties.choices.join('、') : ''),
    };
    const columns = [...new Set([...Object.keys(plain), ...read.map((field) => field.name)])];
    const rows = this.#agencies.map((_, index) => columns.map((name) => {
      const field = ledger?.fields.find((one) => one.name === name);
      const need = ledger && field && read.includes(field) ? this.#need(ledger, field) : undefined;
      const constants = [...need?.constants ?? []].filter((value) => !need!.avoid.has(value));
      if (['code', 'name', 'region', 'duties', 'category'].includes(name)) return plain[name]!(index);
      // The first agency is one to which the rule is likely to apply.
      if (constants.length > 0 && (index === 0 || this.#random.chance(LEANING))) return constants[0]!;
      return plain[name]?.(index) ?? (name === 'parent' && index > 0 ? this.#agencies[0]! : '');
    }));
    return { ledger: 'agencies', year, columns, rows };
  }

  #ledger(ledger: Ledger, year: number): InventedTable {
    const fields = this.#fields(ledger);
    const columns = [...(ledger.hasAgency ? ['agency'] : []), ...fields.map((field) => field.name)];
    const rows: string[][] = [];
    const taken = new Set<string>();
    for (const agency of ledger.hasAgency ? this.#agencies : ['']) {
      // Few rows show more than many; now and then there are none.
      const count = this.#random.chance(0.03) ? 0 : this.#random.whole(Math.ceil(this.#rows / 2), this.#rows);
      for (let index = 0; index < count; index++) {
        const row = this.#row(ledger, fields, agency, index, year);
        const key = JSON.stringify([agency, ...ledger.key.map((name) => row.get(name))]);
        if (taken.has(key)) continue;
        taken.add(key);
        rows.push([...(ledger.hasAgency ? [agency] : []), ...fields.map((field) => row.get(field.name) ?? '')]);
        for (const name of ledger.key) this.#remember(`${ledger.name} ${name}`, agency, row.get(name) ?? '');
      }
    }
    return { ledger: ledger.name, year, columns, rows };
  }

  #remember(place: string, agency: string, value: string): void {
    const byAgency = this.#keys.get(place) ?? new Map<string, string[]>();
    this.#keys.set(place, byAgency);
    const known = byAgency.get(agency) ?? [];
    if (!known.includes(value)) byAgency.set(agency, [...known, value]);
  }

  /** Dates that are counted from others follow them, so those come first. */
  #row(ledger: Ledger, fields: Field[], agency: string, index: number, year: number): Map<string, string> {
    const row = new Map<string, string>();
    const open = new Set<string>();
    const fill = (field: Field): void => {
      if (row.has(field.name) || open.has(field.name)) return;
      open.add(field.name);
      const base = this.#need(ledger, field).after.map((one) => ({ ...one, of: fields.find((other) => other.name === one.field) })).find((one) => one.of && one.of !== field);
      if (base?.of) fill(base.of);
      row.set(field.name, this.#cell(ledger, field, { agency, index, year, from: base ? row.get(base.field) ?? '' : undefined, days: base?.days ?? 0, dated: row.get(ledger.datedBy ?? '') }));
    };
    const datedBy = fields.find((field) => field.name === ledger.datedBy);
    if (datedBy) fill(datedBy);
    for (const field of fields) fill(field);
    // Of a field and the one that stands in for it exactly one is filled in.
    for (const field of fields) {
      const other = fields.find((one) => one.name === fieldIn(field.otherwise));
      if (!other) continue;
      const [kept, emptied] = this.#random.chance(0.7) ? [field, other] : [other, field];
      if (row.get(kept.name) === '') row.set(kept.name, this.#number(kept, []));
      row.set(emptied.name, '');
    }
    return row;
  }

  #cell(ledger: Ledger, field: Field, at: { agency: string; index: number; year: number; from: string | undefined; days: number; dated: string | undefined }): string {
    const random = this.#random;
    const need = this.#need(ledger, field);
    const constants = [...need.constants, ...need.avoid];
    const leaning = constants.length > 0 && random.chance(LEANING);
    const isKey = ledger.key.includes(field.name);
    const must = field.required || isKey || field.name === ledger.datedBy;
    if (field.refersTo) return this.#reference(field, at.agency, must);
    if (field.name === 'region' && field.type.kind === 'text') return this.#region;
    // A text whose mere presence matters is the exception, not the rule.
    if (!must && !leaning && !random.chance(need.optional && field.type.kind !== 'date' ? 0.2 : FILLED)) return '';
    switch (field.type.kind) {
      case 'text':
        if (leaning) return random.pick(constants);
        if (isKey) return `${ledger.datedBy ? `${at.year}-` : ''}${at.index + 1}`;
        // What is not a key repeats, so that there is something to group by.
        return `示例${random.whole(1, Math.max(2, Math.ceil(this.#rows / 3)))}`;
      case 'choice': {
        const known = constants.filter((value) => field.type.kind === 'choice' && field.type.choices.includes(value));
        return leaning && known.length > 0 ? random.pick(known) : random.pick(field.type.choices);
      }
      case 'choices': {
        const first = leaning ? random.pick(constants) : random.pick(field.type.choices);
        return random.chance(0.25) ? [...new Set([first, random.pick(field.type.choices)])].join('、') : first;
      }
      case 'boolean': return random.chance(need.wish === null ? 0.6 : need.wish ? 0.75 : 0.25) ? '是' : '否';
      case 'date': return this.#date(ledger, field, at);
      case 'number': return field.name === ledger.datedBy ? String(at.year) : this.#number(field, constants.map(Number).filter(Number.isFinite));
    }
  }

  #reference(field: Field, agency: string, must: boolean): string {
    const byAgency = this.#keys.get(`${field.refersTo!.ledger} ${field.refersTo!.field}`);
    const known = byAgency?.get(agency) ?? byAgency?.get('') ?? [];
    if (field.refersTo!.ledger === 'agencies') return this.#random.pick(this.#agencies);
    if (known.length === 0 || (!must && this.#random.chance(0.08))) return '';
    const first = this.#random.pick(known);
    return field.several && this.#random.chance(0.5) ? [...new Set([first, this.#random.pick(known)])].join('、') : first;
  }

  #date(ledger: Ledger, field: Field, { year, from, days, dated }: { year: number; from: string | undefined; days: number; dated: string | undefined }): string {
    const random = this.#random;
    if (from !== undefined) {
      if (from === '') return '';
      // A deadline of that row (`days` 0): about it. Else most are in time, some late.
      const after = days === 0 ? random.whole(-12, 6) : random.chance(0.68) ? random.whole(0, days) : random.whole(days + 1, days * 3 + 3);
      return day(from, after);
    }
    if (field.name === ledger.datedBy || (dated === undefined && !ledger.snapshot)) {
      if (random.chance(0.08)) return `${year}-12-${random.whole(25, 31)}`;
      return day(`${year}-01-01`, random.whole(0, 364));
    }
    // A register's dates: mostly of years before, some of this one. Others lie about the row's own.
    if (ledger.snapshot) {
      if (ledger.inForce && [...ledger.inForce.to, ...ledger.inForce.through].includes(field.name)) return random.chance(0.25) ? day(`${year}-01-01`, random.whole(0, 364)) : '';
      return day(`${year}-06-30`, random.chance(0.75) ? -random.whole(200, 1500) : random.whole(-170, 170));
    }
    return day(dated || `${year}-06-30`, field.planned ? random.whole(5, 60) : random.whole(0, 30));
  }

  #number(field: Field, constants: number[]): string {
    const random = this.#random;
    const unit = field.type.kind === 'number' ? field.type.unit : '1';
    const scale = constants.length > 0 ? Math.max(1, ...constants) * 1.6 : unit === '元' ? 50_000 : unit === '万元' ? 20 : unit === '%' ? 100 : unit === '分钟' ? 240 : 12;
    return field.integer ? String(random.whole(0, Math.ceil(scale))) : String(Math.round(random.next() * scale * 2) / 2);
  }

  /** A form's row for every agency: the columns read, sums of their groups in step with hard checks. */
  #form(form: Form, read: ReadonlySet<string>, year: number): InventedTable {
    const wanted = read.size === 0 ? form.columns : form.columns.filter((column) => read.has(column.name) || column.group !== undefined || isTotal(form, column.name) !== undefined);
    const columns = wanted.map((column) => column.name);
    const rows = this.#agencies.map((agency) => {
      const values = new Map(wanted.map((column) => [column.name, this.#random.chance(0.1) ? 0 : this.#random.whole(0, column.unit === '元' || column.unit === '万元' ? 5000 : 60)]));
      for (const name of columns) {
        const group = isTotal(form, name);
        if (group !== undefined) values.set(name, form.columns.filter((column) => column.group === group).reduce((sum, column) => sum + (values.get(column.name) ?? 0), 0));
      }
      return [agency, ...columns.map((name) => String(values.get(name)))];
    });
    return { ledger: form.name, year, columns: ['agency', ...columns], rows };
  }
}

/** The field that an expression is, whatever it is converted to. */
function fieldIn(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'convert' ? fieldIn(expr.operand) : expr?.kind === 'field' ? expr.field : undefined;
}

/** The group whose columns a check says this one sums up. */
function isTotal(form: Form, column: string): string | undefined {
  for (const { condition } of form.checks) {
    if (condition.kind !== 'compare' || condition.op !== '=') continue;
    const [group, cell] = condition.left.kind === 'groupTotal' ? [condition.left, condition.right] : [condition.right, condition.left];
    if (group.kind === 'groupTotal' && cell.kind === 'cell' && cell.column === column) return group.group;
  }
  return undefined;
}

function day(from: string, after: number): string { return new Date(Date.parse(from) + after * 86_400_000).toISOString().slice(0, 10); }
