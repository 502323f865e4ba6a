/** Keywords by where they may stand: clauses of a block, what goes on with one, what follows a word. */
import { clauseTokens, declarationTokens, type BlockKind } from '../syntax/expectations.ts';
import { keywordWords } from '../syntax/keywords.ts';
import { unitOfWord } from '../syntax/units.ts';
import type { Candidate } from './candidates.ts';
import type { Position } from './position.ts';

/** What a brace holds, by the word before it, and the block of the grammar it is. */
const blockOf: Record<string, BlockKind> = {
  Pack: 'pack', Ledger: 'ledger', Form: 'form', Group: 'group', View: 'view', Order: 'order', Parameter: 'parameter', Indicator: 'indicator', Task: 'task', Scorecard: 'scorecard',
  Dimension: 'dimension', Bonus: 'items', ExtraDeductions: 'items', Together: 'items', Item: 'rules', Example: 'example',
  Report: 'report', Part: 'part', Section: 'part', Table: 'reportTable', Chart: 'reportTable',
};
/** Clauses in the order in which one writes them; those that are not here follow as the grammar has them. */
const usual: Record<string, string[]> = {
  Indicator: ['Source', 'AppliesTo', 'Value', 'Target', 'BetterHigher', 'BetterLower', 'ShownOnly', 'ShownIn', 'Note'],
  Item: ['Full', 'Deduct', 'Award', 'InProportion', 'ByHand'],
};
/** Words that begin the Chinese form of a rule and stand within the English one. */
const onlyChinese = new Set(['ForEach', 'When', 'Below', 'Above']);

/** What goes on with a clause that has begun. */
const continued: Record<string, string[]> = {
  Source: ['Clause', 'Url', 'From', 'To'], ValidFrom: ['To'],
  'Value in Parameter': ['From', 'To', 'In', 'When', 'Source'], 'Value in Order': ['From', 'To', 'In', 'Source'],
  Field: ['TextType', 'DateType', 'Yes', 'CountType', 'NumberType', 'MoneyType', 'OneOf', 'SeveralOf', 'RefersTo', 'LooksUp', 'Required', 'Personal', 'Planned', 'Open', 'Several', 'MeansEmpty', 'Also', 'Else'],
  Column: ['CountType', 'MoneyType', 'NumberType', 'Also'], InForceFrom: ['To', 'Through', 'UntilReplaced'], Target: ['When'],
  Deduct: ['Per', 'ForEach', 'When', 'UpTo'], Award: ['When', 'ForEach', 'Otherwise', 'UpTo'], Full: ['When'], ByHand: ['To'], InAll: ['UpTo'],
  Veto: ['When', 'Then'], Dimension: ['For'], Bonus: ['UpTo'], ExtraDeductions: ['UpTo'], Together: ['UpTo'], Combine: ['Weight'], Subject: ['Where'],
  Expect: ['Pending', 'Excluded'],
  Part: ['English', 'SameAs', 'When'], Table: ['English', 'WithTotals', 'When'], Chart: ['English', 'Of', 'When'], Section: ['English', 'When'], Title: ['English'],
  'TextType in Part': ['English', 'When'], 'TextType in Section': ['English', 'When'], ToWrite: ['English'], LeaveOut: ['Where', 'Because', 'English'],
  'Note in Report': ['English', 'When'], 'Note in Part': ['English', 'When'], 'Note in Table': ['English', 'When'], 'Column in Table': ['CountType', 'MoneyType', 'NumberType', 'English'],
};

/** What follows a word, whatever it belongs to. */
const after: Record<string, string[]> = {
  Target: ['InPrinciple', 'Yes', 'No'], Per: ['Full', 'Started'], Then: ['Grade', 'Points'], Check: ['Hard', 'Soft'],
  Expect: ['Yes', 'No', 'Pending', 'NotApplicable', 'NotReported', 'ErrorState'], Quarters: [],
};
/** After the colon of these. */
const afterColon: Record<string, string[]> = {
  NotApplicable: ['Rescale', 'Full', 'Zero'], NotReported: ['Rescale', 'Full', 'Zero'], Pending: ['Rescale', 'Full', 'Zero'], Ties: ['Shared', 'SkippingRanks', 'DenseRanks'],
};

const operators = {
  en: ['Where', 'Excluding', 'With', 'And', 'Or', 'In', 'Filled', 'Empty', 'Within', 'By', 'Before', 'After', 'Else', 'As', 'DatedBy', 'GroupedBy', 'AcrossAgencies', 'Because'],
  zh: ['Among', 'De', 'Excluding', 'ShareEnd', 'CountEnd', 'ValueEnd', 'And', 'Or', 'Is', 'In', 'Filled', 'Empty', 'At', 'Since', 'Inside', 'NoLaterThan', 'Before', 'After', 'Else', 'Where', 'With', 'DatedBy', 'According', 'AcrossAgencies', 'Because'],
};
const expressions = new Set(['Value', 'Target', 'AppliesTo', 'Check', 'Column', 'Field', 'Veto', 'Deduct', 'Award', 'Full', 'DoneWhen', 'Due', 'Subject', 'LeaveOut']);
const comparisons = new Set(['Compare', 'Below', 'Above', 'Equal', 'NoLaterThan']);
const units = { en: ['workdays', 'days', '%', '件', '宗', '人', '次', '家', '元', '万元', '学时', 'minutes', 'percentage points'], zh: ['个工作日', '日', '%', '件', '宗', '人', '次', '家', '个', '项', '份', '元', '万元', '学时', '分钟', '个百分点', '分'] };

/** A word for each of these tokens, in the language of the text. */
export function words(position: Position, tokens: string[]): Candidate[] {
  return tokens.flatMap((token) => keywordWords.filter((word) => word.token === token && word.language === position.language)
    .slice(0, token === 'Buckets' || token === 'ValueEnd' ? 20 : 1).map((word): Candidate => ({ kind: 'keyword', name: word.word })));
}

export function declarationWords(position: Position): Candidate[] {
  const first = ['Indicator', 'Scorecard', 'Parameter', 'Define', 'Ledger', 'Form', 'View', 'Order', 'Example', 'List', 'Pack', 'Task', 'Use'];
  const declared = declarationTokens.map((type) => type.name);
  return words(position, [...first, ...declared.filter((token) => !first.includes(token))]);
}

/** Clause keywords of the declaration at hand. */
export function clauses(position: Position): Candidate[] {
  const holds = position.frames.at(-1)!.holds ?? '', block = blockOf[holds];
  if (block === undefined) return [];
  const all = clauseTokens[block].map((type) => type.name).filter((token) => position.language === 'zh' || !onlyChinese.has(token));
  const first = usual[holds] ?? [];
  return words(position, [...first, ...all.filter((token) => !first.includes(token))]);
}

/** What follows the last word itself: the type of a target, the parts of a rule, what is expected. `undefined`: nothing of its own. */
export function following(position: Position): Candidate[] | undefined {
  const kind = position.before.at(-1)?.tokenType.name ?? '';
  if (kind === 'Colon') { const tokens = afterColon[position.before.at(-2)?.tokenType.name ?? '']; return tokens && words(position, tokens); }
  if (kind === 'ShownIn' || kind === 'As' || kind === 'UnitWord') return plainUnits(position);
  const tokens = after[kind];
  if (!tokens) return undefined;
  const compared = kind === 'Target' ? keywordWords.filter((word) => comparisons.has(word.token) && word.language === position.language).map((word): Candidate => ({ kind: 'keyword', name: word.word })) : [];
  return [...words(position, tokens), ...compared];
}

/** After an operand: operators, and the next clause where a brace is all that is open. */
export function continuing(position: Position): Candidate[] {
  const top = position.frames.at(-1)!, clause = top.clause ?? '';
  const expression = expressions.has(clause) || top.opener === '(' || top.holds === 'Define';
  const special = continued[`${clause} in ${top.holds}`];
  const more = top.opener === '{' ? special ?? continued[clause] ?? [] : [];
  const own = special !== undefined || clause === 'Deduct' || clause === 'Award' || clause === 'Field' || clause === 'Column';
  return [
    ...(own ? words(position, more) : []), ...(expression ? words(position, operators[position.language]) : []),
    ...(own ? [] : words(position, more)), ...(top.opener === '{' ? clauses(position) : []),
  ];
}

export function unitWords(position: Position): Candidate[] {
  const blank = position.prefix === '' && position.before.at(-1)!.endOffset! + 1 === position.from;
  return units[position.language].map((unit) => ({ kind: 'unit', name: unit, ...(blank && /^[a-z]/.test(unit) && { insert: ` ${unit}` }) }));
}

/** Units where no number stands before them: 工作日, not 个工作日. */
function plainUnits(position: Position): Candidate[] {
  return units[position.language].map((unit): Candidate => {
    const plain = unit.replace(/^个(?=.)/, '');
    return { kind: 'unit', name: unitOfWord.has(plain) ? plain : unit };
  });
}
