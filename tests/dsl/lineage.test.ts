import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, lineage, packTable } from '../../dsl/index.ts';
import { catalogue } from './sources.ts';

function rests(text: string): { nodes: string[]; edges: string[] } {
  const { program, diagnostics } = compile([...catalogue, { file: 'a', text }]);
  expect(diagnostics.filter((one) => one.severity === 'error').map((one) => one.message.en)).toEqual([]);
  const { nodes, edges } = lineage(program, 'a');
  return { nodes: nodes.map((one) => one.id), edges: edges.map(({ from, to, how }) => `${from} ${how} ${to}`) };
}

describe('what an indicator rests on', () => {
  test('its ledger, the fields it reads, the date that puts a row into a year, and parameters', () => {
    const { nodes, edges } = rests('parameter days "期限" { value 7 workdays when kind = penalty source "文"; value 20 workdays in "610100" source "文" }\nindicator a { source "文" value share of decisions where kind = penalty with disclosed_on within days of decided_on target >= 100% }');
    expect(nodes).toEqual(['indicator:a', 'ledger:decisions', 'field:decisions.decided_on', 'field:decisions.kind', 'field:decisions.disclosed_on', 'parameter:days', 'field:agencies.region', 'ledger:agencies']);
    expect(edges).toContain('indicator:a years field:decisions.decided_on');
    expect(edges).toContain('field:decisions.disclosed_on part ledger:decisions');
    expect(edges).toContain('parameter:days reads field:decisions.kind');
    expect(edges).toContain('parameter:days reads field:agencies.region');
  });
  test('what computed fields, references and lookups lead to', () => {
    const { edges } = rests('indicator a { source "文" value count(decisions where heaviest = fined and any handled_by with certified_on > decided_on) + max(inspections.enterprise_class.cap) as 件 shown only }');
    expect(edges).toContain('field:decisions.heaviest reads field:decisions.penalties');
    expect(edges).toContain('field:decisions.heaviest reads order:severity');
    expect(edges).toContain('field:decisions.handled_by refers ledger:officers');
    expect(edges).toContain('indicator:a reads field:officers.certified_on');
    expect(edges).toContain('field:inspections.enterprise_class refers ledger:inspection_caps');
    expect(edges).toContain('field:inspections.enterprise_class reads field:agencies.region');
    expect(edges).toContain('indicator:a reads field:inspection_caps.cap');
  });
  test('other indicators with all they rest on, forms and their columns, hours that are kept in minutes', () => {
    const { nodes, edges } = rests('indicator b { source "文" value sum(training.hours) shown only }\nindicator a { source "文" value penalty_form.total + total of kinds shown only applies to agencies where level = 市 }\nindicator c { source "文" value a shown only }');
    expect(nodes).toContain('form:penalty_form');
    expect(edges).toContain('indicator:a reads column:penalty_form.fined');
    expect(edges).toContain('indicator:a reads field:agencies.level');
    expect(nodes).not.toContain('indicator:b');
    const hours = rests('indicator b { source "文" value sum(training.hours) shown only }\nindicator a { source "文" value b shown only }');
    expect(hours.edges).toEqual(expect.arrayContaining(['indicator:a reads indicator:b', 'field:training.hours reads field:training.minutes', 'field:training.hours reads parameter:minutes_per_class_hour']));
  });
  test('a define is no node: what it stands for is', () => {
    expect(rests('define found = decisions where major\nindicator a { source "文" value count(found) shown only }').nodes).toEqual(rests('indicator a { source "文" value count(decisions where major) shown only }').nodes);
  });
});

const folder = new URL('../../metrics/packs/', import.meta.url).pathname;
const packs = readdirSync(folder).filter((name) => name.endsWith('.heng')).map((name) => ({ file: name, text: readFileSync(folder + name, 'utf8') }));
test.each(packs)('$file: every indicator has a graph in which all edges lead to nodes, every node is reached, and all that it reads is there', (one) => {
  const { program } = compile([...catalogue, one], { packs: packTable(packs) });
  for (const name of Object.keys(program.indicators)) {
    const { nodes, edges } = lineage(program, name);
    const ids = new Set(nodes.map((node) => node.id)), reached = new Set([`indicator:${name}`]);
    for (const { from, to } of edges) { expect(ids.has(from) && ids.has(to)).toBe(true); reached.add(to); }
    expect([...ids].filter((id) => !reached.has(id))).toEqual([]);
    for (const ledger of program.indicators[name]!.reads) expect(ids.has(`ledger:${ledger}`) || ids.has(`form:${ledger}`)).toBe(true);
  }
});
