import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCalendar, notices } from '../../data/calendar/index.ts';
import { openStore, QueryTimeout, VersionConflict } from '../../data/store/index.ts';
import type { Store } from '../../data/store/index.ts';
import { compile } from '../../dsl/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { A, B, C, days, directory, load, memoryStore, program, roster, rows, said, upload } from './helpers.ts';

const decisions = (...lines: string[]): string => `agency,case_no,kind,decided_on,disclosed_on\n${lines.join('\n')}\n`;
const file = (): string => join(mkdtempSync(join(directory, 'db-')), 'store.duckdb');
const reported = async (store: Store, ledger: string): Promise<string[]> => (await store.handIns()).filter(one => one.ledger === ledger).map(one => `${one.agency} ${one.year} ${one.rows} #${one.upload}`).sort();

describe('who reported (design rule 10)', () => {
  it('a bulk hand-in reports each of its ledger files for every agency with a record in any file but the roster', async () => {
    const store = await memoryStore();
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,`, `${A},A0,其他,2023-12-05,`), 'notices.csv': `agency,notice_no,item,changed_on\n${B},N1,主体,2024-02-02\n` });
    expect(said(result)).toEqual([]);
    expect(await reported(store, 'decisions')).toEqual([`${A} 2023 1 #1`, `${A} 2024 1 #1`, `${B} 2024 0 #1`].sort());
    expect(await reported(store, 'notices')).toEqual([`${A} 2024 0 #1`, `${B} 2024 1 #1`].sort());
    expect(await reported(store, 'agencies')).toEqual([' 2024 3 #1']);
    expect(await reported(store, 'training')).toEqual([]);
    await store.close();
  });

  it('an agency reports what it uploads, and a head without rows reports none (零报告)', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster });
    const result = await load(store, { 'decisions.csv': 'case_no,kind,decided_on\n' }, { kind: 'agency', agency: C });
    expect(said(result)).toEqual([]);
    expect(result.loaded).toEqual([{ agency: C, ledger: 'decisions', year: 2024, rows: 0, supersedes: null }]);
    expect(said(await load(store, { 'agencies.csv': roster }, { kind: 'agency', agency: C }))).toEqual(['agencies.csv - not_for_agency']);
    expect(said(await load(store, { 'decisions.csv': decisions(`${A},X,其他,2024-02-05,`) }, { kind: 'agency', agency: C }))).toEqual(['decisions.csv A2 other_agency']);
    const stray = await load(store, { 'decisions.csv': decisions(`${C},X,其他,2024-02-05,`, `${C},Y,其他,2022-02-05,`) }, { kind: 'agency', agency: C });
    expect(said(stray)).toEqual(['decisions.csv D3 other_year']);
    expect(await reported(store, 'decisions')).toEqual([`${C} 2022 1 #3`, `${C} 2024 1 #3`]);
    await store.close();
  });

  it('a hand-in supersedes exactly its (agency, ledger, year); what it replaces stays in history', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,`, `${B},B1,其他,2024-02-05,`, `${A},A0,其他,2023-02-05,`), 'notices.csv': `agency,notice_no,item,changed_on\n${A},N1,主体,2024-02-02\n` });
    const result = await load(store, { 'decisions.csv': decisions(`${A},A9,其他,2024-03-05,`) }, { kind: 'agency', agency: A });
    expect(result.loaded).toEqual([{ agency: A, ledger: 'decisions', year: 2024, rows: 1, supersedes: 1 }]);
    expect(await rows(store, 'SELECT case_no, _upload FROM decisions ORDER BY case_no')).toEqual([['A0', 1], ['A9', 2], ['B1', 1]]);
    expect(await rows(store, 'SELECT case_no, _upload, _superseded_by FROM history.decisions')).toEqual([['A1', 1, 2]]);
    expect(await rows(store, 'SELECT count(*) FROM notices')).toEqual([[1n]]);
    expect(await rows(store, `SELECT agency, "year", upload, _superseded_by FROM history._reported`)).toEqual([[A, 2024, 1, 2]]);
    await store.close();
  });

  it('keeps the snapshot of each year', async () => {
    const store = await memoryStore();
    const officers = (role: string): string => `agency,officer_id,role\n${A},O1,${role}\n`;
    await load(store, { 'agencies.csv': roster, 'officers.csv': officers('执法') }, { year: 2023 });
    expect(said(await load(store, { 'agencies.csv': roster, 'officers.csv': officers('法制审核') }, { year: 2024 }))).toEqual([]);
    expect(await rows(store, 'SELECT _year, role FROM officers ORDER BY 1')).toEqual([[2023, '执法'], [2024, '法制审核']]);
    expect(await rows(store, 'SELECT _year, count(*) FROM agencies GROUP BY 1 ORDER BY 1')).toEqual([[2023, 3n], [2024, 3n]]);
    await store.close();
  });
});

describe('the database file', () => {
  it('is the same after closing and opening, and its version depends on contents only', async () => {
    const path = file();
    const files = { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,2024-02-08`) };
    const first = await openStore({ path, program, calendar: days });
    await load(first, files, { receivedAt: new Date('2025-01-10T02:00:00Z'), note: '首次' });
    const version = await first.dataVersion();
    await first.close();
    const again = await openStore({ path, program, calendar: days });
    expect(await again.dataVersion()).toBe(version);
    expect(await rows(again, 'SELECT case_no, decided_on__floor FROM decisions')).toEqual([['A1', days.floor('2024-02-05')]]);
    expect(await again.uploads()).toMatchObject([{ upload: 1, receivedAt: '2025-01-10T02:00:00Z', note: '首次', files: [{ name: 'agencies.csv' }, { name: 'decisions.csv' }] }]);
    const other = await memoryStore();
    await load(other, files);
    expect(await other.dataVersion()).toBe(version);
    await load(other, { 'decisions.csv': decisions(`${A},A2,其他,2024-02-05,`) }, { kind: 'agency', agency: A });
    expect(await other.dataVersion()).not.toBe(version);
    await again.close(); await other.close();
  });

  it('recomputes working-day indices when the calendar changes, also in history', async () => {
    const path = file();
    const before = makeCalendar(notices().filter(notice => notice.year >= 2020 && notice.year <= 2022), '2022-12-31');
    const first = await openStore({ path, program, calendar: before });
    await load(first, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,2024-02-08`) });
    await load(first, { 'decisions.csv': decisions(`${A},A2,其他,2024-02-05,2024-02-08`, `${A},A3,其他,2021-02-05,`) }, { kind: 'agency', agency: A });
    expect(await rows(first, 'SELECT case_no, decided_on__floor FROM decisions ORDER BY 1')).toEqual([['A2', null], ['A3', before.floor('2021-02-05')]]);
    await first.close();
    const second = await openStore({ path, program, calendar: days });
    const expected = [days.floor('2024-02-05'), days.ceil('2024-02-08')];
    expect(await rows(second, 'SELECT decided_on__floor, disclosed_on__ceil FROM decisions WHERE case_no = \'A2\'')).toEqual([expected]);
    expect(await rows(second, 'SELECT decided_on__floor, disclosed_on__ceil FROM history.decisions')).toEqual([expected]);
    expect(await rows(second, `SELECT decided_on__floor FROM decisions WHERE case_no = 'A3'`)).toEqual([[days.floor('2021-02-05')]]);
    await second.close();
  });

  it('gains the columns of a newer catalogue, indices included, and refuses a changed type', async () => {
    const path = file();
    const text = (extra: string): { file: string; text: string }[] => [...catalogueSources().filter(source => !source.file.includes('review')), { file: 'r.heng', text: `ledger notices "公示" { key notice_no dated by changed_on field notice_no "号" text required field changed_on "变更日期" date required ${extra} }` }];
    const old = compile(text('')).program, wider = compile(text('field updated_on "更新日期" date field note_text "备注" text')).program, other = compile(text('field note_text "备注" date')).program;
    const first = await openStore({ path, program: old, calendar: days });
    await load(first, { 'agencies.csv': roster, 'notices.csv': `agency,notice_no,changed_on\n${A},1,2024-02-02\n` });
    await first.close();
    const second = await openStore({ path, program: wider, calendar: days });
    expect(await rows(second, 'SELECT notice_no, note_text, updated_on__floor FROM notices')).toEqual([['1', null, null]]);
    expect(said(await load(second, { 'notices.csv': `agency,notice_no,changed_on,更新日期\n${B},2,2024-02-02,2024-02-05\n` }))).toEqual([]);
    expect(await rows(second, `SELECT updated_on__floor FROM notices WHERE notice_no = '2'`)).toEqual([[days.floor('2024-02-05')]]);
    await second.close();
    await expect(openStore({ path, program: other, calendar: days })).rejects.toThrow('note_text');
    const third = await openStore({ path, program: wider, calendar: days });
    await third.close();
  });

  it('turns texts into lists where a field may now name several, in history, too', async () => {
    const path = file();
    const text = (several: string): { file: string; text: string }[] => [...catalogueSources().filter(source => !source.file.includes('review')), { file: 'r.heng', text: `ledger notices "公示" { key notice_no dated by changed_on field notice_no "号" text required field changed_on "变更日期" date required field made_by "经办人" text refers to officers ${several} }` }];
    const notices = (...people: string[]): string => `agency,notice_no,changed_on,made_by\n${people.map((one, index) => `${A},${index},2024-02-02,"${one}"`).join('\n')}\n`;
    const first = await openStore({ path, program: compile(text('')).program, calendar: days });
    await load(first, { 'agencies.csv': roster, 'notices.csv': notices('001、 002') });
    await load(first, { 'notices.csv': notices('001', '001，002;001', '', '；') });
    await first.close();
    const second = await openStore({ path, program: compile(text('several')).program, calendar: days });
    expect(await rows(second, 'SELECT notice_no, made_by, len(made_by) FROM notices ORDER BY notice_no')).toEqual([['0', '001', 1n], ['1', '001、002', 2n], ['2', null, null], ['3', null, null]]);
    expect(await rows(second, 'SELECT made_by, len(made_by) FROM history.notices')).toEqual([['001、002', 2n]]);
    expect(said(await load(second, { 'notices.csv': notices('003|001') }))).toEqual([]);
    expect(await rows(second, 'SELECT made_by[2] FROM notices')).toEqual([['001']]);
    await second.close();
  });

  it.each([0, 60, 250])('holds the old state or the new one, whole, when the process is killed %i ms into a load', async delay => {
    const path = file();
    const small = await openStore({ path, program, calendar: days });
    await load(small, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,`, `${B},OLD,其他,2024-02-05,`) });
    const version = await small.dataVersion();
    await small.close();
    const lines = Array.from({ length: 200_000 }, (_, index) => `${B},B${index},行政处罚,2024-02-05,2024-02-08`).join('\n');
    const folder = dirname(upload({ 'decisions.csv': decisions(lines) })[0]!.path);
    const child = spawn(process.execPath, [new URL('./loading_child.ts', import.meta.url).pathname, path, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const heard = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (data: Buffer) => { text += data.toString(); if (text.includes('loading')) setTimeout(() => child.kill('SIGKILL'), delay); });
      child.on('exit', (_, signal) => resolve(`${text.trim().replace('\n', ' ')} ${signal}`));
      child.on('error', reject);
    });
    if (delay === 0) expect(heard).toBe('loading SIGKILL');
    const after = await openStore({ path, program, calendar: days });
    const [[total]] = await rows(after, 'SELECT count(*) FROM decisions') as [[bigint]];
    // What was acknowledged is there; what was not is there whole or not at all.
    if (heard.includes('loaded')) expect(total).toBe(200_001n);
    if (total === 200_001n) expect(await rows(after, 'SELECT case_no FROM history.decisions')).toEqual([['OLD']]);
    else {
      expect(await rows(after, 'SELECT case_no FROM decisions ORDER BY 1')).toEqual([['A1'], ['OLD']]);
      expect(await rows(after, 'SELECT count(*) FROM history.decisions')).toEqual([[0n]]);
      expect(await after.dataVersion()).toBe(version);
    }
    expect(said(await load(after, { 'decisions.csv': decisions(`${B},B1,其他,2024-02-05,`) }))).toEqual([]);
    await after.close();
  }, 120_000);
});

describe('versions of definitions', () => {
  const at = new Date('2025-03-01T08:00:00Z');
  const draft = (text: string) => ({ pack: 'p', author: '甲', text, parent: null, origin: 'local' as const, at });
  const publication = { fingerprint: 'f', reason: '试', effectiveFrom: '2025-01-01', by: '乙', at };

  it('are numbered from 1 by pack, and outlive the process with every choice', async () => {
    const path = file();
    const first = await openStore({ path, program, calendar: days });
    const { definitions } = first;
    expect([(await definitions.add(draft('a'))).version, (await definitions.add(draft('b'))).version, (await definitions.add({ ...draft('c'), pack: 'q' })).version]).toEqual([1, 2, 1]);
    await definitions.discard('p', 2);
    expect((await definitions.add(draft('d'))).version).toBe(3);
    await definitions.choose({ pack: 'p', parameter: 'limit', index: 1, shown: '5日 甲文', by: '甲', reason: '试', at });
    await definitions.choose({ pack: 'p', parameter: 'limit', index: 0, shown: '3日 乙文', by: '乙', reason: '再试', at });
    const [versions, choices] = [await definitions.versions(), await definitions.choices()];
    await first.close();
    const second = await openStore({ path, program, calendar: days });
    expect(await second.definitions.versions()).toEqual(versions);
    expect(await second.definitions.choices()).toEqual(choices);
    expect(choices.map((one) => [one.number, one.index, one.by, one.at])).toEqual([[1, 1, '甲', '2025-03-01T08:00:00.000Z'], [2, 0, '乙', '2025-03-01T08:00:00.000Z']]);
    expect(versions[0]).toMatchObject({ pack: 'p', version: 1, state: 'draft', createdAt: '2025-03-01T08:00:00.000Z', effectiveFrom: null });
    await second.close();
  });

  it('go from draft to checked to published, and what is published or discarded is never changed', async () => {
    const store = await memoryStore();
    const { definitions } = store;
    await definitions.add(draft('a'));
    await expect(definitions.publish('p', 1, publication)).rejects.toThrow(VersionConflict);
    await expect(definitions.check('p', 1, 'not what is there', 'f', at)).rejects.toThrow(VersionConflict);
    expect((await definitions.check('p', 1, 'a', 'f', at)).state).toBe('checked');
    expect(await definitions.save('p', 1, 'b', at)).toMatchObject({ state: 'draft', fingerprint: null, text: 'b' });
    await definitions.check('p', 1, 'b', 'f', at);
    const published = await definitions.publish('p', 1, publication);
    expect(published).toMatchObject({ state: 'published', reason: '试', effectiveFrom: '2025-01-01', publishedBy: '乙', author: '甲', text: 'b' });
    for (const change of [definitions.save('p', 1, 'c', at), definitions.check('p', 1, 'b', 'g', at), definitions.publish('p', 1, { ...publication, effectiveFrom: '2020-01-01' }), definitions.discard('p', 1)]) await expect(change).rejects.toThrow(VersionConflict);
    expect(await definitions.versions()).toEqual([published]);
    await expect(definitions.discard('p', 9)).rejects.toThrow(VersionConflict);
    await store.close();
  });

  it('are written while a load is under way, and are no part of the data', async () => {
    const store = await memoryStore();
    const before = await store.dataVersion();
    const connection = await store.connect();
    let release = (): void => undefined;
    const loading = store.write(connection, () => new Promise<void>((done) => { release = done; }));
    expect((await store.definitions.add(draft('a'))).version).toBe(1);
    release();
    await loading;
    connection.closeSync();
    expect(await store.dataVersion()).toBe(before);
    await store.close();
  });
});

describe('the locked-down store', () => {
  it('reads no file outside its temporary folder, loads no extension, changes no setting', async () => {
    const store = await memoryStore();
    const connection = await store.connect();
    await expect(connection.run("SELECT * FROM read_csv('/etc/passwd')")).rejects.toThrow(/Permission|disabled/);
    await expect(connection.run("COPY (SELECT 1) TO '/tmp/zhiheng-should-not-be.csv'")).rejects.toThrow(/Permission|disabled/);
    await expect(connection.run("ATTACH '/tmp/zhiheng-should-not-be.duckdb'")).rejects.toThrow();
    await expect(connection.run('INSTALL httpfs')).rejects.toThrow();
    await expect(connection.run('SET memory_limit = \'100GB\'')).rejects.toThrow(/locked/);
    connection.closeSync();
    await store.close();
  });

  it('runs SELECT only through its engine, exact to the digit, and stops a runaway query', async () => {
    const store = await memoryStore({ queryTimeoutMilliseconds: 400 });
    await expect(store.engine.query({ sql: 'DELETE FROM decisions', values: [] })).rejects.toThrow('SELECT');
    const { columns } = await store.engine.query({ sql: "SELECT 9007199254740993::BIGINT, 0.1000::DECIMAL(18,4) + 0.2, DATE '2024-02-29', NULL::DATE, $1 + 1, ['a', 'b'], -12.5::DECIMAL(18,4), true", values: [41] });
    expect(columns.map(column => column[0])).toEqual([9007199254740993n, '0.3', '2024-02-29', null, 42, 'a、b', '-12.5', true]);
    await expect(store.engine.query({ sql: 'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3', values: [] })).rejects.toThrow(QueryTimeout);
    expect((await store.engine.query({ sql: 'SELECT 1', values: [] })).rowCount).toBe(1);
    await store.close();
  });

  it('reads nulls and values in their rows across chunks', async () => {
    const store = await memoryStore();
    const { columns, rowCount } = await store.engine.query({ sql: "SELECT range, CASE WHEN range % 3 = 0 THEN NULL ELSE range END, CASE WHEN range % 5 = 0 THEN NULL ELSE (range / 8)::DECIMAL(18,4) END, CASE WHEN range % 7 = 0 THEN NULL ELSE DATE '2024-01-01' + (range % 400)::INTEGER END, CASE WHEN range % 2 = 0 THEN NULL ELSE range % 4 = 1 END FROM range(5000) ORDER BY 1", values: [] });
    expect(rowCount).toBe(5000);
    for (let row = 0; row < 5000; row++) {
      expect(columns[1]![row]).toBe(row % 3 ? BigInt(row) : null);
      expect(columns[2]![row]).toBe(row % 5 ? String(row / 8) : null);
      expect(columns[3]![row]).toBe(row % 7 ? new Date(Date.UTC(2024, 0, 1 + (row % 400))).toISOString().slice(0, 10) : null);
      expect(columns[4]![row]).toBe(row % 2 ? row % 4 === 1 : null);
    }
    await store.close();
  });

  it('lets one writer in at a time', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster });
    const results = await Promise.all([A, B, C].map(agency => load(store, { 'decisions.csv': decisions(`${agency},X,其他,2024-02-05,`) }, { kind: 'agency', agency })));
    expect(results.map(result => result.upload).sort()).toEqual([2, 3, 4]);
    expect(await rows(store, 'SELECT count(*) FROM decisions')).toEqual([[3n]]);
    await store.close();
  });
});
