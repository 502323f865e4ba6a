/** What a name stands for, where it is declared and used: checked against the checker, and by hand where the text is broken. */
import { describe, expect, test } from 'vitest';
import { compile, definition, marks, uses } from '../../../dsl/index.ts';
import { knowledgeOf } from '../../../dsl/language/knowledge.ts';
import { occurrences } from '../../../dsl/language/occurrences.ts';
import { tokenize } from '../../../dsl/syntax/lexer.ts';
import type { Expr, Range } from '../../../dsl/program.ts';
import { catalogue, pack } from '../sources.ts';
import { at, shown } from './cursor.ts';

const shipped = [...catalogue, pack('metrics/packs/xian-2022.heng')];
const ending = (range: Range): string => `${range.file}:${range.end.line}:${range.end.column}`;

describe('names of the shipped declarations', () => {
  const knowledge = knowledgeOf(shipped);
  const all = knowledge.trees.flatMap((tree) => occurrences(knowledge, tree));

  test('every one of them stands for exactly one thing', () => {
    expect(all.length).toBeGreaterThan(1500);
    // A report's own year is declared by nobody.
    expect(all.filter((one) => one.things.length !== 1 && !(one.text === 'year' && one.at.file === 'catalogue/reports.heng')).map((one) => `${one.at.file}:${one.at.start.line} ${one.text}: ${one.things.map((thing) => thing.id).join(', ')}`)).toEqual([]);
  });
  test('and for what the checker took it for', () => {
    const byEnd = new Map(all.map((one) => [ending(one.at), one]));
    const { program } = compile(shipped);
    let compared = 0;
    const differ: string[] = [];
    const meant = (expr: Expr): string | undefined => {
      switch (expr.kind) {
        case 'field': {
          let ledger = expr.ledger;
          for (const step of expr.path) {
            const field = program.ledgers[ledger]!.fields.find((one) => one.name === step)!;
            ledger = (field.refersTo ?? field.lookup)!.ledger;
          }
          return `field ${ledger}.${expr.field}`;
        }
        case 'agencyField': return `field agencies.${expr.field}`;
        case 'cell': return `column ${expr.form}.${expr.column}`;
        case 'parameter': return `parameter ${expr.name}`;
        // A rule's own figure has become an indicator that no one names.
        case 'indicator': return program.indicators[expr.name]?.internal ? undefined : `${program.tasks[expr.name] ? 'task' : 'indicator'} ${expr.name}`;
        case 'choiceValue': return `choice … ${expr.value}`;
        default: return undefined;
      }
    };
    const walk = (part: unknown): void => {
      if (!part || typeof part !== 'object') return;
      const id = 'kind' in part && 'type' in part ? meant(part as Expr) : undefined;
      const place = (part as { at?: Range }).at;
      if (id && place) {
        const one = byEnd.get(ending(place));
        const found = one?.things[0];
        compared++;
        if (!found || (id.startsWith('choice') ? found.kind !== 'choice' || !id.endsWith(` ${found.label ?? found.name}`) : found.id !== id)) differ.push(`${ending(place)} ${id}, not ${found?.id}`);
      }
      for (const [key, child] of Object.entries(part)) if (key !== 'at') walk(child);
    };
    walk(program);
    expect(differ).toEqual([]);
    expect(compared).toBeGreaterThan(300);
  });
});

describe('with any one word of a text gone', () => {
  const file = 'a.heng';
  const text = `define fined "处罚" = decisions where kind = penalty
indicator on_time "按期" {
  value share of decisions where kind in penalty, licence excluding disclosure_exempt is filled because "甲" with disclosed_on within 7 workdays of decided_on
  target >= 95% when agency.level = city
}
indicator trained { value share of officers where role != 执法辅助 with sum(training.hours where subject in skills, 公共法律) >= 30学时 }
指标 公示率 { 取值 行政执法决定 中 类别 为 行政处罚 且 承办人.发证日期 已填 的，公示日期 在 决定日期 起 7个工作日 内 的 占比 }
指标 合计数 { 取值 计数（处罚 其中 公示日期 未填） ＋ 行政处罚实施情况统计表.合计 换算为 件 }
`;
  const read = (whole: string, lines?: { from: number; to: number }) => {
    const knowledge = knowledgeOf([...catalogue, { file, text: whole }]);
    return new Map(occurrences(knowledge, knowledge.treeOf.get(file)!, undefined, lines).map((one) => [`${one.at.start.line}:${one.at.start.column}`, one]));
  };
  const whole = [...read(text)];

  test('the other names of its line are still known, and hardly ever taken for something else', () => {
    let all = 0, kept = 0, wrong = 0;
    for (const token of tokenize(file, text).tokens) {
      const blanked = text.slice(0, token.startOffset) + ' '.repeat(token.endOffset! + 1 - token.startOffset) + text.slice(token.endOffset! + 1);
      const line = token.startLine!, now = read(blanked, { from: line, to: line });
      for (const [place, one] of whole) {
        if (!place.startsWith(`${line}:`) || place === `${line}:${token.startColumn}`) continue;
        const id = now.get(place)?.things[0]?.id;
        all++;
        if (id === one.things[0]!.id) kept++; else if (id !== undefined) wrong++;
      }
    }
    expect(all).toBeGreaterThan(600);
    // What is lost had its meaning from the word that is gone: the choices of a field, the fields of a ledger.
    expect(kept / all).toBeGreaterThan(0.8);
    expect(wrong / all).toBeLessThan(0.01);
  });
});

/** Where the thing under the cursor is declared. */
function declared(marked: string): string[] {
  const { sources, file, offset } = at(marked);
  return definition(sources, file, offset).map((range) => `${range.file} ${shown(sources.find((one) => one.file === range.file)!.text, range).replace(/^\d+: /, '')}`);
}
/** Where it is used in the text itself. */
function used(marked: string, declaration = false): string[] {
  const { sources, file, offset, text } = at(marked);
  return uses(sources, file, offset, { declaration }).filter((range) => range.file === file).map((range) => shown(text, range));
}

describe('a definition', () => {
  test('of a field is found by its name and by its label, and from behind the word', () => {
    expect(declared('indicator a { value share of decisions with disclosed|_on is filled }')).toEqual(['catalogue/decisions.heng disclosed_on']);
    expect(declared('指标 甲 { 取值 行政执法决定 中 公示日期| 已填 的 占比 }')).toEqual(['catalogue/decisions.heng disclosed_on']);
  });
  test('of a field that is reached through a reference, and of each step', () => {
    expect(declared('indicator a { value share of decisions with handled_by.certified|_on is filled }')).toEqual(['catalogue/roster.heng certified_on']);
    expect(declared('indicator a { value share of decisions with handled|_by.certified_on is filled }')).toEqual(['catalogue/decisions.heng handled_by']);
  });
  test('of a choice is in the field it is compared with', () => {
    expect(declared('indicator a { value share of decisions with kind = pen|alty }')).toEqual(['catalogue/decisions.heng penalty']);
    expect(declared('indicator a { value share of decisions with kind in penalty, 行政许|可 }')).toEqual(['catalogue/decisions.heng licence']);
    expect(declared('indicator a { value share of decisions with agency.level = cit|y }')).toEqual(['catalogue/roster.heng city']);
  });
  test('of a column, a ledger, a form', () => {
    expect(declared('indicator a { value penalty_form.sim|ple }')).toEqual(['catalogue/forms.heng simple']);
    expect(declared('indicator a { value penalty|_form.simple }')).toEqual(['catalogue/forms.heng penalty_form']);
    expect(declared('指标 甲 { 取值 计数（行政执|法决定） }')).toEqual(['catalogue/decisions.heng decisions']);
  });
  test('of what the text itself declares', () => {
    expect(declared('define late "逾期" = disclosed_on is empty\nindicator a { value share of decisions with la|te }')).toEqual(['a.heng late']);
    expect(declared('define fined = decisions where kind = penalty\nindicator a { value count(fi|ned) }')).toEqual(['a.heng fined']);
  });
  test('is there in a broken text, before and behind the mistake', () => {
    expect(declared('indicator a { value share of decisions where ) with disclosed_on ( }\nindicator b { value count(deci|sions) }')).toEqual(['catalogue/decisions.heng decisions']);
    expect(declared('indicator b { value share of decisions with disclosed|_on within 7 }')).toEqual(['catalogue/decisions.heng disclosed_on']);
    expect(declared('indicator b { value share of decisions where kind = pen|alty with }')).toEqual(['catalogue/decisions.heng penalty']);
    expect(declared('indicator b { value share of training with hours >= and sub|ject = skills }')).toEqual(['catalogue/roster.heng subject']);
    expect(declared('indicator b { value count(decisions where decided|_on is filled) target ≥ }')).toEqual(['catalogue/decisions.heng decided_on']);
  });
  test('is nowhere for a keyword, a number, an unknown name', () => {
    expect(declared('indicator a { val|ue count(decisions) }')).toEqual([]);
    expect(declared('indicator a { value 1|2 }')).toEqual([]);
    expect(declared('indicator a { value nothing_|known }')).toEqual([]);
  });
});

describe('uses', () => {
  const text = `ledger visits "走访" {
  key nr   dated by day
  field nr "编号" text   field day "走访日期" date also "日期"
  field kind "方式" one of site "现场", phone "电话"
  check soft "甲": day is filled
}
define on_site "现场走访" = visits where kind = site
indicator a "现场率" { value share of visits with kind = 现场 }
指标 乙 { 取值 计数（走访 其中 方式 为 site 且 走访日期 已填） }
indicator c { value a + count(on_site) as 件 }
scorecard s "表" { dimension "一" 100 { a 50 { in proportion } 乙 50 { in proportion } } grades "好" >= 60, "差" }
example "例" for a as of 2024-12-31 {
  visits | 编号 | 走访日期   | kind |
         | 1    | 2024-01-01 | 现场 |
  expect 1/1
}
`;
  const from = (word: string, nth = 0): string[] => {
    let index = -1;
    for (let left = nth; left >= 0; left--) index = text.indexOf(word, index + 1);
    return used(text.slice(0, index + 1) + '|' + text.slice(index + 1));
  };
  test('of a field: by name, by label, in keys, checks and headers of tables', () => {
    expect(from('day')).toEqual(['3: day', '5: day', '9: 走访日期', '13: 走访日期'].with(0, '2: day'));
    expect(from('走访日期', 1)).toEqual(from('day'));
  });
  test('of a choice: by name and label, and in cells', () => {
    expect(from('site')).toEqual(['7: site', '8: 现场', '9: site', '14: 现场']);
  });
  test('of an indicator: in others, scorecards and examples', () => {
    expect(from('a "现场率"')).toEqual(['10: a', '11: a', '12: a']);
  });
  test('of a define that stands for rows', () => {
    expect(from('on_site')).toEqual(['10: on_site']);
  });
  test('with the declaration, where asked for', () => {
    expect(used(text.replace('ledger visits', 'ledger vis|its'), true)).toEqual(['1: visits', '1: "走访"', '7: visits', '8: visits', '9: 走访', '13: visits']);
  });
  test('are marked in the text as one stands on them', () => {
    const { sources, file, offset, text: whole } = at(text.replace('define on_site', 'define on_s|ite'));
    expect(marks(sources, file, offset).map((mark) => `${shown(whole, mark.at)}${mark.declares ? ' !' : ''}`)).toEqual(['7: on_site !', '7: "现场走访" !', '10: on_site']);
  });
  test('of a catalogue field are found in the catalogue too', () => {
    const { sources, file, offset } = at('indicator a { value share of decisions with disclosed|_on is filled }');
    expect(new Set(uses(sources, file, offset).map((range) => range.file))).toEqual(new Set(['catalogue/decisions.heng', 'catalogue/reports.heng', 'a.heng']));
  });
});

describe('names of the newer declarations', () => {
  test('a task is an indicator too: one thing, found from where it is scored', () => {
    const text = 'task pub|lish "公布清单" { source "甲" due 2024年底 }\nindicator a { value count(decisions) }\nscorecard s { dimension "一" 100 { publish 100 { full when yes } } }';
    expect(used(text, true)).toEqual(['1: publish', '1: "公布清单"', '3: publish']);
  });
  test('a card over rows judges fields of theirs', () => {
    expect(declared('scorecard s { subject case_files dimension "一" 100 { gra|de 100 { by hand 0 to 100 } } }')).toEqual(['catalogue/review.heng grade']);
  });
  test('in any and every a name is first a field of the rows that are referred to, then of the row itself', () => {
    const text = (word: string): string => `ledger l { key k dated by d field k text field d date field who refers to officers several field role one of x, y }\nindicator a { value share of l with any who with ${word} }`;
    expect(declared(text('certified|_on is filled'))).toEqual(['catalogue/roster.heng certified_on']);
    expect(declared(text('ro|le = 执法辅助'))).toEqual(['catalogue/roster.heng role']);
    expect(declared(text('d| is filled'))).toEqual(['a.heng d']);
  });
  test('distributions, growth, months, sums over forms of other agencies', () => {
    expect(declared('indicator a { value distribution of case_files grouped by gra|de shown only }')).toEqual(['catalogue/review.heng grade']);
    expect(declared('indicator a { value growth of penalty_form.to|tal }')).toEqual(['catalogue/forms.heng total']);
    expect(declared('indicator a { value share of inspections across agencies grouped by enterprise, month of inspected|_on with distinct(inspections.agency) > 1 }')).toEqual(['catalogue/inspections.heng inspected_on']);
    expect(declared('indicator a { value sum(penalty_form.total across agencies where agency.par|ent = code) }')).toEqual(['catalogue/roster.heng parent']);
  });
});
