/** A report taken apart: each table, text and note with its meaning and in words. */
import type { Labelled, Piece, Program, Report, ReportCondition, ReportItem, ReportNote, Worded } from '../program.ts';
import { conditionWords, valueWords, type Both } from '../words/index.ts';
import { spoken } from '../words/labels.ts';
import { both, facet, listed, same, some, sources, type Facet } from './facets.ts';
import type { Meaning } from './meaning.ts';

export function reportFacets(program: Program, one: Report, meaning: Meaning): Facet[] {
  const deadline = (part: string, title: Both, day: Report['submitBy']): Facet[] => some(day, () => facet(part, title, [day!.month, day!.day], both(`次年${day!.month}月${day!.day}日`, `${day!.month}-${day!.day} of the next year`)));
  const { combinedBy } = one;
  return [
    ...sources(one.sources, meaning),
    ...some(one.base, () => facet('base', both('所依年报', 'variant of'), one.base, both(program.reports[one.base!]?.label ?? one.base!, spoken(one.base!)))),
    facet('layout', both('文体', 'layout'), one.layout, same(one.layout)),
    ...some(one.title, () => facet('title', both('标题', 'title'), meaning.of(one.title), wordedWords(program, one.title!))),
    ...deadline('submit by', both('报送期限', 'submit by'), one.submitBy), ...deadline('publish by', both('公开期限', 'publish by'), one.publishBy),
    ...some(one.regions, () => facet('regions', both('适用地区', 'regions'), [...one.regions!].sort(), same(one.regions!.join('、')))),
    ...some(combinedBy, () => facet('combined by', both('并处归类', 'combined penalties'), 'order' in combinedBy! ? meaning.name('orders', combinedBy.order) : 'later',
      'order' in combinedBy! ? both(program.orders[combinedBy.order]?.label ?? combinedBy.order, spoken(combinedBy.order)) : both('列序在后', 'the later column'))),
    ...some(one.leaveOut, () => facet('leave out', both('不计', 'left out'), one.leaveOut.map((left) => meaning.of(left)), listed(one.leaveOut.map(({ rows, because }) => {
      const where = rows.where && conditionWords(program, rows.where), reason = wordedWords(program, because);
      return both(`${program.ledgers[rows.ledger]?.label ?? rows.ledger}${where ? `中${where.zh}的` : ''}（${reason.zh}）`, `${spoken(rows.ledger)}${where ? ` where ${where.en}` : ''} (${reason.en})`);
    })))),
    ...some(one.suppressBelow, () => facet('suppress', both('隐去', 'suppressed'), one.suppressBelow, both(`小于${one.suppressBelow}的计数`, `counts below ${one.suppressBelow}`))),
    ...notes(program, one.notes, meaning, 'notes', both('说明', 'notes')),
    ...one.parts.flatMap((part) => [
      facet(`part:${part.name}`, both(`部分“${part.label?.zh ?? part.name}”`, `part ${spoken(part.name)}`), [part.label, part.when && meaning.of(part.when), part.items.map((item) => idOf(item))],
        listed([...(part.label ? [label(part.label)] : []), ...(part.when ? [whenWords(program, part.when)] : [])], '，', ', ')),
      ...part.items.flatMap((item) => itemFacets(program, item, meaning, part.name)),
    ]),
  ];
}

const label = ({ zh, en }: Labelled): Both => both(zh, en ?? zh);
const idOf = (item: ReportItem): string => ('name' in item ? `${item.kind} ${item.name}` : item.kind === 'section' ? `section ${item.label.zh}` : item.kind);

function itemFacets(program: Program, item: ReportItem, meaning: Meaning, part: string): Facet[] {
  const when = 'when' in item && item.when ? [whenWords(program, item.when)] : [], condition = 'when' in item && item.when ? meaning.of(item.when) : undefined;
  switch (item.kind) {
    case 'text': return [facet(`text:${item.name}`, both(`文字“${item.name}”`, `text ${spoken(item.name)}`), [meaning.of(item.text), condition], listed([wordedWords(program, item.text), ...when]))];
    case 'toWrite': return [facet(`text:${item.name}`, both(`自撰“${item.name}”`, `text to write ${spoken(item.name)}`), meaning.of(item.text), wordedWords(program, item.text))];
    case 'note': { const words = wordedWords(program, item.text); return [facet(`note:${part}:${words.zh}`, both('注', 'note'), [meaning.of(item.text), condition], listed([words, ...when]))]; }
    case 'section': return [
      facet(`section:${part}:${item.label.zh}`, both(`节“${item.label.zh}”`, `section “${item.label.en ?? item.label.zh}”`), [item.label, condition, item.items.map(idOf)], listed([label(item.label), ...when])),
      ...item.items.flatMap((inner) => itemFacets(program, inner, meaning, part)),
    ];
    case 'table': case 'chart': {
      const { notes: _, name, when: __, ...rest } = item;
      const of = item.kind === 'table' ? item.view ?? item.form : item.form && `${item.form}.${item.group}`;
      const title: Both = item.kind === 'table' ? both(`表“${item.label?.zh ?? name}”`, `table ${spoken(name)}`) : both(`图“${item.label.zh}”`, `chart ${spoken(name)}`);
      return [
        facet(`${item.kind}:${name}`, title, [meaning.of(rest), condition], listed([
          ...(of ? [same(of)] : []), ...(item.label ? [label(item.label)] : []), ...(item.kind === 'table' && item.totals ? [both('附合计行', 'with totals')] : []),
          ...item.columns.map((column) => { const words = pieceWords(program, column.value, 'zh'), en = pieceWords(program, column.value, 'en'); return both(`${column.label.zh}＝${words}`, `${column.label.en ?? column.name} = ${en}`); }), ...when,
        ], '，', ', ')),
        ...notes(program, item.notes, meaning, `notes:${name}`, both(`${title.zh}的注`, `notes of ${title.en}`)),
      ];
    }
  }
}

function notes(program: Program, list: ReportNote[], meaning: Meaning, part: string, title: Both): Facet[] {
  return some(list, () => facet(part, title, list.map((one) => meaning.of(one)), listed(list.map(({ text, when }) => listed([wordedWords(program, text), ...(when ? [whenWords(program, when)] : [])], '，', ', ')))));
}

function whenWords(program: Program, when: ReportCondition): Both {
  if (when.kind === 'noDuty') return both(`当没有“${program.forms[when.form]?.label ?? when.form}”的职责`, `when there is no duty of ${spoken(when.form)}`);
  const words = conditionWords(program, when);
  return both(`当${words.zh}`, `when ${words.en}`);
}

/** The text with its figures in words, in braces. */
export function wordedWords(program: Program, { zh, en }: Worded): Both {
  return both(zh.map((one) => pieceWords(program, one, 'zh', true)).join(''), (en ?? zh).map((one) => pieceWords(program, one, en ? 'en' : 'zh', true)).join(''));
}

const parts = { numerator: both('分子', 'numerator'), denominator: both('分母', 'denominator'), pending: both('未到期数', 'pending') };

function pieceWords(program: Program, one: Piece, language: 'zh' | 'en', braces = false): string {
  if (typeof one === 'string') return one;
  if (one.kind === 'optional') return `[${one.pieces.map((inner) => pieceWords(program, inner, language, braces)).join('')}]`;
  const words: Both = one.kind === 'figure' ? valueWords(program, one.value)
    : one.kind === 'year' ? both(one.offset === 0 ? '年份' : `年份${one.offset > 0 ? '＋' : '－'}${Math.abs(one.offset)}`, one.offset === 0 ? 'year' : `year ${one.offset > 0 ? '+' : '-'} ${Math.abs(one.offset)}`)
      : one.kind === 'counted' ? both(`${valueWords(program, one.of).zh}的${parts[one.part].zh}`, `${parts[one.part].en} of ${valueWords(program, one.of).en}`)
        : both(`${program.forms[one.form]?.groups.find((group) => group.name === one.group)?.label ?? one.group}居前的${one.count}项`, `the largest ${one.count} of ${spoken(one.group)}`);
  return braces ? `{${words[language]}}` : words[language];
}
