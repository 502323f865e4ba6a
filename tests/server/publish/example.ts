/** A hand-made report with every kind of cell, for the renderers. */
import type { ReportBlock, ReportCell, ReportColumn, ReportModel, ReportTable } from '../../../server/publish/model.ts';

export const cell = (value: string): ReportCell => ({ state: 'value', value, text: value });
const who = { zh: '示范市市场监督管理局（演示）', en: '示范市市场监督管理局（演示）' };
const empty: ReportCell = { state: 'empty', value: null, text: '' };

const kinds = ['警告', '通报批评', '罚款', '没收违法所得', '没收非法财物', '暂扣许可证件', '降低资质等级', '吊销许可证件', '限制开展生产经营活动', '责令停产停业', '责令关闭', '限制从业', '行政拘留', '其他行政处罚'];
const column = (name: string, zh: string, en: string, unit = '宗', group: string | null = null): ReportColumn => ({ name, label: { zh, en }, unit, group });

export function exampleReport(change: Partial<ReportModel> = {}): ReportModel {
  const licence: ReportTable = {
    id: 'licence_form', view: null, number: { zh: '表一', en: 'Table 1' }, title: { zh: '行政许可实施情况统计表', en: 'Administrative licences' }, unit: { zh: '单位：宗', en: 'Unit: cases' },
    source: 'ledgers', columns: [column('applied', '申请数量', 'Applications'), column('accepted', '受理数量', 'Accepted'), column('granted', '许可数量', 'Granted'), column('refused', '不予许可数量', 'Refused'), column('revoked', '撤销许可数量', 'Revoked')],
    bands: [{ columns: ['applied', 'accepted', 'granted', 'refused', 'revoked'], groups: [{ label: null, span: 5 }] }],
    rows: [{ kind: 'agency', label: who, cells: [cell('2207'), cell('2207'), cell('2205'), cell('0'), { state: 'not_applicable', value: null, text: '/' }] }], comparison: [],
    notes: [{ zh: '数据来源：由本机关报送的行政执法台账汇总。', en: 'Source: added up from the ledgers the agency handed in.' }],
  };
  const columns = [...kinds.map((zh, i) => column(`kind_${i}`, zh, `Kind of penalty ${i}`, '宗', 'kinds')), column('total', '合计', 'Total'), column('amount', '罚没金额', 'Fines and confiscations', '万元'), column('filed', '立案数量', 'Cases filed'), column('closed', '结案数量', 'Cases closed')];
  const penalty: ReportTable = {
    id: 'penalty_form', view: null, number: { zh: '表二', en: 'Table 2' }, title: { zh: '行政处罚实施情况统计表', en: 'Administrative penalties' }, unit: { zh: '单位：宗、万元', en: 'Unit: cases, 10,000 yuan' }, source: 'form', columns,
    bands: [
      { columns: columns.slice(0, 16).map((each) => each.name), groups: [{ label: { zh: '处罚种类', en: 'Kind of penalty' }, span: 14 }, { label: null, span: 2 }] },
      { columns: ['filed', 'closed'], groups: [{ label: null, span: 2 }] },
    ],
    rows: [{ kind: 'agency', label: who, cells: columns.map((_, i) => [cell('8'), cell('0'), cell('293'), empty, { state: 'text', value: null, text: '304册' } as ReportCell, { state: 'not_filled', value: null, text: '-' } as ReportCell][i] ?? (i === 15 ? cell('11817.5') : cell('0'))) }],
    comparison: [
      { column: 'kind_2', form: cell('293'), ledgers: cell('290'), difference: '3' }, { column: 'amount', form: cell('11817.5'), ledgers: cell('11817.5'), difference: '0' },
    ],
    notes: [{ zh: '处罚案件按作出处罚决定的日期统计。', en: 'Penalties count by the day they were decided.' }],
  };
  const staff: ReportTable = {
    id: 'staff_form', view: null, number: { zh: '表三', en: 'Table 3' }, title: { zh: '执法主体和执法人员情况统计表', en: 'Enforcement bodies and officers' }, unit: { zh: '单位：人', en: 'Unit: persons' }, source: 'none',
    columns: [column('on_post', '在岗执法人员', 'Officers in post', '人')], bands: [{ columns: ['on_post'], groups: [{ label: null, span: 1 }] }], rows: [{ kind: 'agency', label: who, cells: [{ state: 'not_reported', value: null, text: '未报送' }] }], comparison: [], notes: [],
  };
  return {
    format: 2, report: 'annual_statistics', declaration: 'annual_statistics', kind: 'A', title: { zh: '示范市市场监督管理局（演示）2024年度行政执法统计年报', en: 'Annual Statistics of Administrative Law Enforcement 2024' },
    agency: { code: '11619900010000004L', name: '示范市市场监督管理局（演示）', level: '市', group: '市级部门', region: '619900' }, year: 2024, asOf: '2025-01-31', demonstration: true, provenance: null,
    versions: [{ version: 1, publishedOn: '2025-01-22' }, { version: 2, publishedOn: '2025-03-04' }],
    publication: null, suppression: null,
    parts: [
      { id: 'tables', heading: { zh: '第一部分　数据表', en: 'Part 1: Tables' }, blocks: [
        ...[licence, penalty, staff].map((table): ReportBlock => ({ type: 'table', table })),
        { type: 'chart', chart: { id: 'penalty_kinds', title: { zh: '行政处罚', en: 'Penalties' }, unit: { zh: '宗', en: 'cases' }, previousYear: 2023, additive: true, points: [{ label: { zh: '罚款', en: 'Fine' }, value: 293, previous: 280 }], svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="9" height="4"/></svg>' } },
      ] },
      { id: 'narrative', heading: { zh: '第二部分　情况说明', en: 'Part 2: Narrative' }, blocks: [
        { type: 'heading', text: { zh: '一、行政许可实施情况', en: '1. Licences' } },
        { type: 'paragraph', id: 'licences', zh: ['收到申请', { figure: 'licence_form.applied', text: '2207', value: '2207' }, '宗。'], en: ['Applications ', { figure: 'licence_form.applied', text: '2207', value: '2207' }, '.'], edited: false, disagreements: [] },
      ] },
    ],
    notes: [{ zh: '统计期间为2024年。', en: 'The year 2024.' }],
    findings: [{ table: 'penalty_form', severity: 'error', message: { zh: '各项之和应等于合计', en: 'The kinds must add up to the total' } }],
    fingerprints: { program: '0011223344556677', data: '8899aabbccddeeff' }, ...change,
  };
}
