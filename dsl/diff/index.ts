/**
 * Two programs compared by what they mean: added, removed, renamed (the same by another name) and changed, with what
 * changed in words. Another wording, keyword language or layout, notes and examples change nothing.
 */
import { lineage } from '../lineage.ts';
import { listedIndicators, type Program } from '../program.ts';
import { kindWords } from '../language/kinds.ts';
import type { Both } from '../words/index.ts';
import { fieldMeaning, formFacets, indicatorFacets, ledgerFacets, orderFacets, packFacets, parameterFacets, scorecardFacets, taskFacets, viewFacets, type Facet } from './facets.ts';
import { reportFacets } from './report-facets.ts';
import { Meaning, nothingRenamed, type Renamed } from './meaning.ts';

export type ChangedKind = 'pack' | 'ledger' | 'form' | 'view' | 'order' | 'parameter' | 'indicator' | 'task' | 'scorecard' | 'report';
/** A part that is another now. `null`: it was, or is, not there. */
export interface ChangedPart { part: string; title: Both; before: Both | null; after: Both | null }
export interface Change {
  kind: ChangedKind; change: 'added' | 'removed' | 'renamed' | 'changed';
  /** As it is now; of what was removed, as it was. */
  name: string; label: string;
  /** Its former name and label, where either is another. */
  was?: { name: string; label: string };
  /** Of what was added or removed: all its parts. */
  parts: ChangedPart[];
  /** Indicators that rest on what was added, removed or changed (not themselves), by name. */
  affects: string[];
}

type Thing = { name: string; label: string };
interface Compared { kind: ChangedKind; things(program: Program): Record<string, Thing>; facets(program: Program, one: Thing, meaning: Meaning): Facet[]; renames?: keyof Renamed }
const compared: Compared[] = [
  { kind: 'pack', things: (program) => (program.pack ? { [program.pack.name]: program.pack } : {}), facets: (_, one) => packFacets(one as never) },
  { kind: 'ledger', things: (program) => program.ledgers, facets: (program, one, meaning) => ledgerFacets(program, one as never, meaning), renames: 'ledgers' },
  { kind: 'form', things: (program) => program.forms, facets: (program, one, meaning) => formFacets(program, one as never, meaning), renames: 'forms' },
  { kind: 'view', things: (program) => program.views, facets: (program, one, meaning) => viewFacets(program, one as never, meaning) },
  { kind: 'order', things: (program) => program.orders, facets: (_, one, meaning) => orderFacets(one as never, meaning), renames: 'orders' },
  { kind: 'parameter', things: (program) => program.parameters, facets: (program, one, meaning) => parameterFacets(program, one as never, meaning), renames: 'parameters' },
  {
    kind: 'indicator', facets: (program, one, meaning) => indicatorFacets(program, one as never, meaning), renames: 'indicators',
    things: (program) => Object.fromEntries(listedIndicators(program).filter((one) => one.task === undefined).map((one) => [one.name, one])),
  },
  { kind: 'task', things: (program) => program.tasks, facets: (program, one, meaning) => taskFacets(program, one as never, meaning) },
  { kind: 'scorecard', things: (program) => program.scorecards, facets: (program, one, meaning) => scorecardFacets(program, one as never, meaning), renames: 'scorecards' },
  { kind: 'report', things: (program) => program.reports, facets: (program, one, meaning) => reportFacets(program, one as never, meaning) },
];

/** Kinds in the order of `ChangedKind`; within a kind as they stand in the new program, then what was removed. */
export function diff(before: Program, after: Program): Change[] {
  const { renamed, pairs } = match(before, after);
  const then = new Meaning(before, renamed), now = new Meaning(after);
  const restOn = resting(before, after);
  return compared.flatMap(({ kind, things, facets }): Change[] => {
    const old = things(before), fresh = things(after), oldOf = pairs.get(kind)!;
    const gone = Object.values(old).filter((one) => ![...oldOf.values()].includes(one.name));
    const whole = (change: 'added' | 'removed', one: Thing, list: Facet[]): Change => ({
      kind, change, name: one.name, label: one.label, affects: kind === 'indicator' ? [] : restOn(kind, one.name),
      parts: list.map(({ part, title, words }) => ({ part, title, before: change === 'removed' ? words : null, after: change === 'added' ? words : null })),
    });
    return [
      ...Object.values(fresh).flatMap((one): Change[] => {
        const was = oldOf.has(one.name) ? old[oldOf.get(one.name)!] : undefined;
        if (!was) return [whole('added', one, facets(after, one, now))];
        const parts = changedParts(facets(before, was, then), facets(after, one, now));
        const otherName = was.name !== one.name || was.label !== one.label ? { was: { name: was.name, label: was.label } } : {};
        if (parts.length === 0 && !otherName.was) return [];
        return [{ kind, change: parts.length > 0 ? 'changed' : 'renamed', name: one.name, label: one.label, ...otherName, parts, affects: parts.length > 0 ? restOn(kind, one.name) : [] }];
      }),
      ...gone.map((one) => whole('removed', one, facets(before, one, new Meaning(before)))),
    ];
  });
}

/** 指标“甲”, indicator a. */
export const changeTitle = ({ kind, name, label }: Pick<Change, 'kind' | 'name' | 'label'>): Both => ({ zh: `${kindWords(kind).zh}“${label}”`, en: `${kindWords(kind).en} ${name}` });

function changedParts(old: Facet[], fresh: Facet[]): ChangedPart[] {
  const before = new Map(old.map((one) => [one.part, one])), after = new Map(fresh.map((one) => [one.part, one]));
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((part): ChangedPart[] => {
    const one = before.get(part), other = after.get(part);
    if (one && other && JSON.stringify(one.meaning) === JSON.stringify(other.meaning)) return [];
    const alike = one?.words.zh === other?.words.zh;
    return [{ part, title: (other ?? one)!.title, before: one?.words ?? null, after: other ? (alike ? otherwise(other.words) : other.words) : null }];
  });
}

/** Where the words leave out what differs. */
const otherwise = ({ zh, en }: Both): Both => ({ zh: `${zh}（文字相同，含义有别）`, en: `${en} (in the same words, but not the same)` });

// ---------------------------------------------------------------- which is which

/** New name → old name by kind: the same name, else the same meaning, else the same label. */
function match(before: Program, after: Program): { renamed: Renamed; pairs: Map<ChangedKind, Map<string, string>> } {
  const renamed = nothingRenamed();
  const pairs = new Map<ChangedKind, Map<string, string>>();
  for (const { kind, things } of compared) pairs.set(kind, new Map(Object.keys(things(after)).filter((name) => Object.hasOwn(things(before), name)).map((name) => [name, name])));
  // What rests on something renamed is the same only once that is known.
  for (let found = true; found;) {
    found = matchFields(before, after, renamed, pairs);
    for (const one of compared) found = matchThings(before, after, renamed, pairs.get(one.kind)!, one, (list) => list.map(({ part, meaning }) => [part, meaning])) || found;
  }
  for (const one of compared) matchThings(before, after, renamed, pairs.get(one.kind)!, one, undefined);
  return { renamed, pairs };
}

/** Pairs what is without a partner and the same by `identity` (or by label), where that leaves no choice. Whether it found any. */
function matchThings(before: Program, after: Program, renamed: Renamed, oldOf: Map<string, string>, { things, facets, renames }: Compared, identity: ((list: Facet[]) => unknown) | undefined): boolean {
  const taken = new Set(oldOf.values());
  const keyOf = (program: Program, meaning: Meaning) => (one: Thing): string => (identity ? JSON.stringify(identity(facets(program, one, meaning))) : one.label);
  const gone = grouped(Object.values(things(before)).filter((one) => !taken.has(one.name)), keyOf(before, new Meaning(before, renamed)));
  const fresh = grouped(Object.values(things(after)).filter((one) => !oldOf.has(one.name)), keyOf(after, new Meaning(after)));
  let found = false;
  for (const [key, [one, ...others]] of fresh) {
    const partners = gone.get(key);
    // Several alike: by label.
    const partner = others.length === 0 && partners?.length === 1 ? partners[0] : partners?.find((each) => each.label === one!.label);
    if (!partner || !one) continue;
    oldOf.set(one.name, partner.name);
    if (renames) renamed[renames].set(partner.name, one.name);
    found = true;
  }
  return found;
}

/** Fields of a ledger (columns of a form) that have another name but the same label and meaning. */
function matchFields(before: Program, after: Program, renamed: Renamed, pairs: Map<ChangedKind, Map<string, string>>): boolean {
  let found = false;
  const look = (kind: 'fields' | 'columns', of: string, old: Thing[], fresh: Thing[], alike: (one: Thing, other: Thing) => boolean): void => {
    for (const one of old.filter((each) => !fresh.some((other) => other.name === each.name) && !renamed[kind].has(`${of}.${each.name}`))) {
      const other = fresh.find((each) => each.label === one.label && !old.some((known) => known.name === each.name) && alike(one, each));
      if (other) { renamed[kind].set(`${of}.${one.name}`, other.name); found = true; }
    }
  };
  for (const [name, was] of pairs.get('ledger')!) {
    const [old, fresh] = [before.ledgers[was]!, after.ledgers[name]!];
    look('fields', was, old.fields, fresh.fields, (one, other) =>
      JSON.stringify(fieldMeaning(old, one as never, new Meaning(before, renamed))) === JSON.stringify(fieldMeaning(fresh, other as never, new Meaning(after))));
  }
  for (const [name, was] of pairs.get('form')!) look('columns', was, before.forms[was]!.columns, after.forms[name]!.columns, () => true);
  return found;
}

function grouped<T>(list: T[], key: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of list) found.set(key(one), [...found.get(key(one)) ?? [], one]);
  return found;
}

/** The indicators of either program that rest on a thing, by their names. */
function resting(before: Program, after: Program): (kind: ChangedKind, name: string) => string[] {
  let users: Map<string, Set<string>> | undefined;
  const gather = (): Map<string, Set<string>> => {
    const found = new Map<string, Set<string>>();
    for (const program of [after, before]) {
      for (const { name } of listedIndicators(program)) {
        for (const { id } of lineage(program, name).nodes) found.set(id, (found.get(id) ?? new Set()).add(name));
      }
    }
    return found;
  };
  return (kind, name) => {
    if (kind === 'pack' || kind === 'view' || kind === 'task' || kind === 'scorecard' || kind === 'report') return [];
    users ??= gather();
    return [...users.get(`${kind}:${name}`) ?? []].filter((one) => kind !== 'indicator' || one !== name);
  };
}
