/**
 * What is told of the word under the pointer: of a thing its label and name, type or unit, source, and what it means in
 * words; of a keyword one sentence; of a unit what it counts. Works on broken text; what stands in a declaration in error
 * is told as far as it was read.
 */
import { tokenMatcher } from 'chevrotain';
import { attempt, type Context } from '../check/context.ts';
import { find } from '../check/names.ts';
import { findRows } from '../check/paths.ts';
import { condition, value } from '../check/recursion.ts';
import { typeWords } from '../check/types.ts';
import { dimension, unitWords } from '../check/units.ts';
import { compile } from '../compile.ts';
import type { Program, Range, ValueType } from '../program.ts';
import type { DateAst, DeclarationAst, SourceAst, Text } from '../syntax/ast.ts';
import { keywords } from '../syntax/keywords.ts';
import { rangeOf, tokenize } from '../syntax/lexer.ts';
import { NumberLiteral, normalise } from '../syntax/tokens.ts';
import { unitOfWord } from '../syntax/units.ts';
import { expressionWords, targetWords, words } from '../words/index.ts';
import { keywordHelp } from './keyword-help.ts';
import { kindWords, type Both } from './kinds.ts';
import { knowledgeOf, type Knowledge, type SourceText } from './knowledge.ts';
import { placesOf } from './places.ts';
import { occurrenceAt } from './references.ts';
import { thingsOf, type Thing, type ThingKind } from './things.ts';

export interface Hover {
  at: Range;
  /** The label, or the word itself. */
  title: Both;
  /** 字段 · 行政执法决定 */
  kind: Both;
  /** The name, where the title is a label. */
  name?: string;
  /** What it is told of; a keyword or a unit is no thing. */
  thing?: { kind: ThingKind; name: string };
  /** One sentence or figure each. */
  lines: Both[];
}
export interface HoverOptions {
  /** The current value of an indicator, from a client that knows one. */
  currentValue?: (indicator: string) => Both | undefined;
}

/** `undefined` where there is nothing to tell. */
export function hover(sources: readonly SourceText[], file: string, offset: number, options: HoverOptions = {}): Hover | undefined {
  const knowledge = knowledgeOf(sources);
  const found = occurrenceAt(knowledge, file, offset);
  const thing = found?.things[0];
  if (found && thing) return ofThing(new Describe(knowledge, sources), found.at, thing, options);
  return ofToken(knowledge, file, offset);
}

const same = (text: string): Both => ({ zh: text, en: text });
const join = (kind: Both, of: Both | undefined): Both => (of ? { zh: `${kind.zh} · ${of.zh}`, en: `${kind.en} of ${of.en}` } : kind);
const called = (thing: Thing): Both => ({ zh: thing.label ?? thing.name, en: thing.name });

function ofThing(describe: Describe, at: Range, thing: Thing, options: HoverOptions): Hover {
  const current = thing.kind === 'indicator' ? options.currentValue?.(thing.name) : undefined;
  return {
    at, title: same(thing.label ?? thing.name), kind: join(kindWords(thing.kind), thing.of && called(thing.of)),
    ...(thing.label !== undefined && thing.label !== thing.name && { name: thing.name }), thing: { kind: thing.kind, name: thing.name },
    lines: [...describe.lines(thing), ...(current ? [{ zh: `当前值：${current.zh}`, en: `Current value: ${current.en}` }] : [])],
  };
}

/** A keyword or a number with its unit. */
function ofToken(knowledge: Knowledge, file: string, offset: number): Hover | undefined {
  const text = knowledge.textOf.get(file);
  if (text === undefined) return undefined;
  const places = placesOf(text);
  // A line says enough to know a keyword by its neighbours.
  const { line } = places.positionAt(offset), start = places.offsetAt({ line, column: 1 }), end = places.offsetAt({ line: line + 1, column: 1 });
  const { tokens } = tokenize(file, text.slice(start, end));
  const here = tokens.find((one) => one.startOffset <= offset - start && offset - start <= one.endOffset!);
  const token = here && /^[\p{L}\p{N}]/u.test(here.image) ? here : tokens.find((one) => one.endOffset! + 1 === offset - start) ?? here;
  if (!token) return undefined;
  const range = rangeOf(file, token);
  const at = { ...range, start: { ...range.start, line }, end: { ...range.end, line } };
  const written = text.slice(start + token.startOffset, start + token.endOffset! + 1);
  if (tokenMatcher(token, NumberLiteral)) {
    const unit = unitOfWord.get(normalise(written).replace(/^[0-9.]+\s*/, '').replace(/\s+/g, ' '));
    return unit && { at, title: unitWords(unit), kind: { zh: '单位', en: 'unit' }, lines: unitLines(unit) };
  }
  if (!keywords.some((row) => row.token === token.tokenType.name)) return undefined;
  const sentence = keywordHelp(token.tokenType.name, typeof token.payload === 'string' ? token.payload : undefined, normalise(written));
  const others = keywords.filter((row) => row.token === token.tokenType.name && (row.means === undefined || row.means === token.payload));
  const zh = others.flatMap((row) => row.zh)[0], en = others.flatMap((row) => row.en)[0];
  const other = zh && en && zh !== en ? [{ zh: `英文写作 ${en}`, en: `in Chinese: ${zh}` }] : [];
  return sentence && { at, title: same(written), kind: { zh: '关键词', en: 'keyword' }, lines: [sentence, ...other] };
}

function unitLines(unit: Parameters<typeof dimension>[0]): Both[] {
  switch (dimension(unit)) {
    case 'count': return [{ zh: '计数单位；不同的计数单位不能相加，可用“换算为”改写。', en: 'A count; unlike counts do not add up, as relabels them.' }];
    case 'money': return [{ zh: '金额；1万元＝10000元。', en: 'Money; 1 万元 is 10,000 元.' }];
    case 'class time': return [{ zh: '学时与分钟按参数“每学时分钟数”换算。', en: 'Class hours and minutes convert by the parameter minutes_per_class_hour.' }];
    case 'workdays': return [{ zh: '工作日：按国务院公布的节假日和调休安排计算，从次日起算。', en: 'Workdays by the State Council’s holiday and make-up arrangement, counted from the day after.' }];
    case 'days': return [{ zh: '自然日，从次日起算。', en: 'Calendar days, counted from the day after.' }];
    case 'ratio': return [{ zh: '占比；两个占比相差多少用百分点。', en: 'A ratio; ratios differ by percentage points.' }];
    case 'difference of ratios': return [{ zh: '两个占比之差。', en: 'The difference of two ratios.' }];
    case 'points': return [{ zh: '考评得分。', en: 'Points of a scorecard.' }];
    case 'months': return [{ zh: '月。', en: 'Months.' }];
    case 'years': return [{ zh: '年。', en: 'Years.' }];
    case 'plain': return [];
  }
}

// ---------------------------------------------------------------- things

let compiled: { sources: readonly SourceText[]; program: Program } | undefined;
function programOf(sources: readonly SourceText[]): Program {
  if (compiled && compiled.sources.length === sources.length && compiled.sources.every((one, index) => one.file === sources[index]!.file && one.text === sources[index]!.text)) return compiled.program;
  compiled = { sources: [...sources], program: compile([...sources]).program };
  return compiled.program;
}

class Describe {
  private readonly knowledge: Knowledge;
  private readonly sources: readonly SourceText[];

  constructor(knowledge: Knowledge, sources: readonly SourceText[]) {
    this.knowledge = knowledge;
    this.sources = sources;
  }

  private get program(): Program { return programOf(this.sources); }

  lines(thing: Thing): Both[] {
    if (thing.kind === 'field') return this.field(thing);
    if (thing.kind === 'column') return this.column(thing);
    if (thing.kind === 'choice') return this.choice(thing);
    if (thing.kind === 'group') return this.group(thing);
    const { declaration } = thing;
    switch (declaration?.kind) {
      case 'ledger': return this.ledger(declaration);
      case 'form': return [{ zh: `每个执法主体每年一行，共${declaration.columns.length}列`, en: `One row an agency and year, ${declaration.columns.length} columns` }];
      case 'view': return [{ zh: `统计表“${declaration.form.text}”的地方表式`, en: `A local print of form ${declaration.form.text}` }];
      case 'list': return [choicesLine(declaration.choices)];
      case 'order': return declaration.values.map((one) => withValidity(same(one.order.map((name) => name.text).join(' < ')), one));
      case 'parameter': return this.parameter(declaration);
      case 'define': return this.define(declaration);
      case 'indicator': return this.indicator(declaration);
      case 'scorecard': return [
        ...declaration.dimensions.map((one): Both => ({ zh: `${one.label.value} ${one.points.map((point) => `${point.value}分${point.group ? `（${point.group.value}）` : ''}`).join('、')}`, en: `${one.label.value}: ${one.points.map((point) => `${point.value} points${point.group ? ` (${point.group.value})` : ''}`).join(', ')}` })),
        ...(declaration.combine ?? []).map((one): Both => same(`${one.scorecard.text} ${one.weight}%`)),
      ];
      case 'task': return [
        ...(declaration.lead ? [{ zh: `牵头：${declaration.lead.value}`, en: `Lead: ${declaration.lead.value}` }] : []),
        ...(declaration.due ? [{ zh: `期限：${this.written(declaration.due.at)}`, en: `Due: ${this.written(declaration.due.at)}` }] : []),
        ...declaration.sources.map(sourceLine),
      ];
      case 'report': return [
        ...(declaration.base ? [{ zh: `“${declaration.base.text}”的地方式样`, en: `A variant of ${declaration.base.text}` }] : []),
        ...(declaration.layout ? [{ zh: `文体${declaration.layout.value}`, en: `Layout ${declaration.layout.value}` }] : []),
        ...(declaration.submitBy ? [{ zh: `报送期限：${this.written(declaration.submitBy.at)}`, en: `Submit by: ${this.written(declaration.submitBy.at)}` }] : []),
        ...(declaration.publishBy ? [{ zh: `公开期限：${this.written(declaration.publishBy.at)}`, en: `Publish by: ${this.written(declaration.publishBy.at)}` }] : []),
        ...declaration.parts.map((one): Both => same(one.label?.value ?? one.name?.text ?? '')),
        ...declaration.sources.map(sourceLine),
      ];
      case 'pack': return [
        ...[[declaration.authority, '制定机关', 'Authority'], [declaration.region, '适用地区', 'Region'], [declaration.version, '版本', 'Version']].flatMap(([text, zh, en]) => (text ? [{ zh: `${zh as string}：${(text as Text).value}`, en: `${en as string}: ${(text as Text).value}` }] : [])),
        ...(declaration.from || declaration.to ? [validity(declaration)] : []),
      ];
      default: return [];
    }
  }

  /** As it is written. */
  private written(at: Range): string {
    const text = this.knowledge.textOf.get(at.file);
    if (text === undefined) return '';
    const places = placesOf(text);
    return text.slice(places.offsetAt(at.start), places.offsetAt(at.end)).replace(/\s+/g, ' ');
  }

  private field(thing: Thing): Both[] {
    const field = thing.field!, { ast } = field;
    thingsOf(this.knowledge.context).choicesOf(field);
    const type = ast?.refersTo ?? (ast?.type?.kind === 'refers' ? ast.type.ledger : undefined);
    const finished = this.program.ledgers[field.ledger.name]?.fields.find((one) => one.name === field.name);
    const traits: Both[] = [
      ...(ast?.required || field.name === 'agency' ? [{ zh: '必填', en: 'required' }] : []), ...(ast?.personal ? [{ zh: '个人信息，不公开', en: 'personal, never public' }] : []),
      ...(ast?.planned ? [{ zh: '计划或期限', en: 'a plan or term' }] : []), ...(ast?.several ? [{ zh: '可填多个', en: 'may name several' }] : []),
    ];
    const known = field.type ?? finished?.type;
    return [
      ...(type ? [{ zh: `指向“${type.text}”`, en: `refers to ${type.text}` }] : known ? [typeLine(known)] : []),
      ...(ast?.type?.kind === 'choice' || ast?.type?.kind === 'choices' ? [choicesLine(field.choices?.all.map(({ value: choice }) => ({ label: { value: choice.value } as Text, ...(choice.name !== undefined && { name: { text: choice.name } as never }) })) ?? [])] : []),
      ...(traits.length > 0 ? [{ zh: traits.map((one) => one.zh).join('；'), en: traits.map((one) => one.en).join('; ') }] : []),
      ...(finished?.computed ? [prefixed('由其他字段算出：', 'Computed: ', expressionWords(this.program, finished.computed))] : []),
      ...(finished?.otherwise ? [prefixed('未填时取', 'Where it is empty: ', expressionWords(this.program, finished.otherwise))] : []),
      ...(ast?.lookup ? [{ zh: `在“${ast.lookup.ledger.text}”中按${ast.lookup.by.map((name) => name.text).join('、')}查找`, en: `Looked up in ${ast.lookup.ledger.text} by ${ast.lookup.by.map((name) => name.text).join(', ')}` }] : []),
    ];
  }

  private column(thing: Thing): Both[] {
    const column = thing.column!;
    const finished = this.program.forms[thing.of?.name ?? '']?.columns.find((one) => one.name === column.name);
    return [
      ...(column.column ? [typeLine({ kind: 'number', unit: column.column.unit })] : []),
      ...(finished?.derived ? [prefixed('由台账算出：', 'From ledgers: ', expressionWords(this.program, finished.derived))] : []),
    ];
  }

  private group(thing: Thing): Both[] {
    const form = thing.of?.declaration?.kind === 'form' ? thing.of.declaration : undefined;
    const columns = form?.columns.filter((column) => column.group?.text === thing.name) ?? [];
    return [{ zh: columns.map((column) => column.label?.value ?? column.name.text).join('、'), en: columns.map((column) => column.name.text).join(', ') }];
  }

  private choice(thing: Thing): Both[] {
    const orders = this.knowledge.context.orders.all.map((entry) => entry.value)
      .filter((order) => order.ast.values.some((value) => value.order.some((name) => name.text === thing.name || name.text === thing.label)));
    return orders.map((order) => ({ zh: `在次序“${order.label}”中`, en: `in the order ${order.name}` }));
  }

  private ledger(ast: Extract<DeclarationAst, { kind: 'ledger' }>): Both[] {
    const list = (names: { text: string }[]): string => names.map((name) => name.text).join('、');
    return [
      { zh: `主键：${list(ast.key)}`, en: `Key: ${ast.key.map((name) => name.text).join(', ')}` },
      ...(ast.datedBy ? [{ zh: `年度依“${ast.datedBy.text}”`, en: `Dated by ${ast.datedBy.text}` }] : []),
      ...(ast.snapshot ? [{ zh: '快照：每次报送给出当年的状态', en: 'A snapshot: each hand-in gives the state for its year' }] : []),
      ...(ast.inForce ? [{ zh: `登记类：有效自“${list(ast.inForce.from)}”`, en: `A register: in force from ${list(ast.inForce.from)}` }] : []),
      ...(ast.system ? [{ zh: '由系统记录', en: 'Kept by the system' }] : []),
      { zh: `${ast.fields.length}个字段`, en: `${ast.fields.length} fields` },
    ];
  }

  private parameter(ast: Extract<DeclarationAst, { kind: 'parameter' }>): Both[] {
    const lines = ast.values.map((one): Both => {
      const value = withValidity(same(this.written(one.value.at)), one);
      const when = one.when ? this.written(one.when.at) : '';
      const source = one.source && sourceLine(one.source);
      return { zh: `${value.zh}${when ? `，当 ${when}` : ''}${source ? `（${source.zh}）` : ''}`, en: `${value.en}${when ? `, when ${when}` : ''}${source ? ` (${source.en})` : ''}` };
    });
    return ast.choose ? [{ zh: '文件互相抵触，由管理员选定：', en: 'The documents contradict each other; an administrator picks one:' }, ...lines] : lines;
  }

  private define(ast: Extract<DeclarationAst, { kind: 'define' }>): Both[] {
    const { context } = this.knowledge;
    const rows = attempt(context, () => findRows(context, ast.name));
    if (rows) {
      const ledger: Both = { zh: rows.ledger.label, en: rows.ledger.name };
      if (!rows.where) return [ledger];
      const where = expressionWords(this.program, rows.where);
      return [{ zh: `${ledger.zh}中${where.zh}的`, en: `${ledger.en} where ${where.en}` }];
    }
    const written = ast.value;
    if (written.kind === 'rows') return [same(this.written(written.at))];
    // Words of a define say what it names in full: beyond a sentence's length its own text tells more.
    if (expansions(written, context) > maximumExpansions) return [same(this.written(written.at))];
    const scopes = [{ kind: 'agency' as const }, ...context.ledgers.all.map((entry) => ({ kind: 'row' as const, ledger: entry.value }))];
    for (const scope of scopes) {
      const expr = attempt(context, () => condition(context, written, scope)) ?? attempt(context, () => value(context, written, scope));
      if (expr) return [expressionWords(this.program, expr)];
    }
    return [same(this.written(written.at))];
  }

  private indicator(ast: Extract<DeclarationAst, { kind: 'indicator' }>): Both[] {
    const indicator = Object.hasOwn(this.program.indicators, ast.name.text) ? this.program.indicators[ast.name.text] : undefined;
    const target = indicator && indicator.targets.length > 0 ? targetWords(indicator, this.program) : undefined;
    return [
      ...(indicator ? [words(this.program, indicator.name)] : ast.value ? [same(this.written(ast.value.at))] : []),
      ...(target ? [{ zh: `目标：${target.zh}`, en: `Target: ${target.en}` }] : []),
      ...(ast.shownOnly ? [{ zh: '仅供参考，不计分', en: 'Shown only, never scored' }] : []),
      ...ast.sources.map(sourceLine),
      ...(ast.note ? [same(ast.note.value)] : []),
    ];
  }
}

const prefixed = (zh: string, en: string, words_: Both): Both => ({ zh: zh + words_.zh, en: en + words_.en });

function typeLine(type: ValueType): Both {
  const said = typeWords(type);
  return { zh: said.zh, en: said.en.replace(/^an? /, '') };
}

function choicesLine(choices: { name?: { text: string }; label?: { value: string } }[]): Both {
  const some = choices.slice(0, 12), more = choices.length - some.length;
  return {
    zh: some.map((one) => one.label?.value ?? one.name?.text ?? '').join('、') + (more > 0 ? `等${choices.length}项` : ''),
    en: some.map((one) => one.name?.text ?? one.label?.value ?? '').join(', ') + (more > 0 ? ` and ${more} more` : ''),
  };
}

const dateText = (date: DateAst): string => (date.kind === 'date' ? date.value : `${date.month}-${date.day}`);

function validity(one: { from?: DateAst; to?: DateAst }): Both {
  const from = one.from && dateText(one.from), to = one.to && dateText(one.to);
  return { zh: `${from ? `自 ${from} 起` : ''}${to ? `至 ${to}` : ''}`, en: [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(' ') };
}

function withValidity(text: Both, one: { from?: DateAst; to?: DateAst; regions: Text[] }): Both {
  const regions = one.regions.map((region) => region.value);
  const when = one.from || one.to ? validity(one) : undefined;
  return {
    zh: `${text.zh}${when ? `，${when.zh}` : ''}${regions.length > 0 ? `，${regions.join('、')}` : ''}`,
    en: `${text.en}${when ? ` ${when.en}` : ''}${regions.length > 0 ? ` in ${regions.join(', ')}` : ''}`,
  };
}

function sourceLine(source: SourceAst): Both {
  const clause = source.clause?.value;
  const when = source.from || source.to ? validity(source) : undefined;
  return { zh: `${source.document.value}${clause ? ` ${clause}` : ''}${when ? `（${when.zh}）` : ''}`, en: `${source.document.value}${clause ? ` ${clause}` : ''}${when ? ` (${when.en})` : ''}` };
}

/** So many defines may be read into the words of one. */
const maximumExpansions = 500;

/** How many defines an expression names, directly and through those it names, each time it does; counted once a define. */
function expansions(written: unknown, context: Context, known = new Map<string, number>()): number {
  if (Array.isArray(written)) return written.reduce((sum: number, part: unknown) => sum + expansions(part, context, known), 0);
  if (!written || typeof written !== 'object') return 0;
  const part = written as { kind?: string; parts?: { text: string }[] };
  if (part.kind === 'path') {
    const name = part.parts?.[0]?.text ?? '', define = find(context.defines, name)[0];
    if (!define) return 0;
    const before = known.get(define.name);
    if (before !== undefined) return before;
    known.set(define.name, 1); // a define that names itself is told elsewhere
    const size = Math.min(1 + expansions(define.ast.value, context, known), maximumExpansions + 1);
    known.set(define.name, size);
    return size;
  }
  return Object.entries(written).reduce((sum, [key, inner]) => (key === 'at' ? sum : sum + expansions(inner, context, known)), 0);
}
