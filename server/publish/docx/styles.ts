/**
 * Styles of the Word document. Fonts are named, not embedded: Word on the office's machine has 仿宋, 黑体 and 楷体, and takes
 * another Song face where 小标宋 is not installed. Sizes are half points, lengths twentieths of a point (GB/T 9704-2012: 3号 = 16 pt).
 */
import { AlignmentType, BorderStyle, LineRuleType, type IStylesOptions } from 'docx';
import type { Language } from '../print.ts';

const fonts = (eastAsia: string, latin = 'Times New Roman'): { ascii: string; hAnsi: string; eastAsia: string; cs: string } => ({ ascii: latin, hAnsi: latin, eastAsia, cs: latin });
/** 22 lines on 225 mm. */
const line = 580;
const exact = { line, lineRule: LineRuleType.EXACT };
const single = (pt: number): { line: number; lineRule: typeof LineRuleType.EXACT } => ({ line: Math.round(pt * 20), lineRule: LineRuleType.EXACT });

export function styles(language: Language): IStylesOptions {
  const chinese = language === 'zh';
  // 28 characters on 156 mm are a little closer than 16 pt.
  const text = { font: fonts('仿宋'), size: 32, ...(chinese ? { characterSpacing: -4 } : {}) };
  const style = (id: string, zh: string, run: object, paragraph: object, basedOn = 'Normal'): { id: string; name: string; basedOn: string; quickFormat: boolean; run: object; paragraph: object } => ({ id, name: zh, basedOn, quickFormat: true, run, paragraph });
  return {
    default: {
      document: { run: { font: fonts('仿宋'), size: 32, language: { value: chinese ? 'zh-CN' : 'en-GB', eastAsia: 'zh-CN' } }, paragraph: { spacing: exact } },
      title: { run: { font: fonts('方正小标宋简体'), size: 44, bold: false, color: '000000' }, paragraph: { alignment: AlignmentType.CENTER, spacing: { ...single(34), after: 240 }, keepNext: true } },
      heading1: { run: { font: fonts('黑体'), size: 32, bold: false, color: '000000' }, paragraph: { alignment: AlignmentType.CENTER, spacing: { ...exact, before: line, after: 120 }, keepNext: true, outlineLevel: 0 } },
      heading2: { run: { font: fonts('黑体'), size: 32, bold: false, color: '000000' }, paragraph: { indent: { firstLine: 640, firstLineChars: 200 }, spacing: exact, keepNext: true, outlineLevel: 1 } },
    },
    paragraphStyles: [
      style('BodyText', 'Body Text', text, { alignment: AlignmentType.BOTH, indent: chinese ? { firstLine: 640, firstLineChars: 200 } : {}, spacing: exact }),
      style('Subtitle', 'Subtitle', { font: fonts('楷体'), size: 28 }, { alignment: AlignmentType.CENTER, spacing: { ...single(22), after: 200 } }),
      style('Mark', '标记', { font: fonts('宋体'), size: 21 }, {
        alignment: AlignmentType.CENTER, spacing: { ...single(18), after: 160 }, indent: { left: 1400, right: 1400 },
        border: Object.fromEntries(['top', 'bottom', 'left', 'right'].map((side) => [side, { style: BorderStyle.SINGLE, size: 6, space: 3, color: '000000' }])),
      }),
      style('Caption', 'caption', { font: fonts('黑体'), size: 28, bold: false, italics: false, color: '000000' }, { alignment: AlignmentType.CENTER, spacing: { ...single(22), before: 360, after: 60 }, keepNext: true }),
      style('TableUnit', '表单位', { font: fonts('宋体'), size: 21 }, { alignment: AlignmentType.RIGHT, spacing: { ...single(15), after: 40 }, keepNext: true }),
      style('TableHead', '表头', { font: fonts('宋体'), size: 18 }, { alignment: AlignmentType.CENTER, spacing: single(12) }),
      style('TableText', '表格文字', { font: fonts('宋体'), size: 21 }, { alignment: AlignmentType.CENTER, spacing: single(14) }),
      style('TableNote', '表注', { font: fonts('宋体'), size: 21 }, { alignment: AlignmentType.LEFT, spacing: single(16), indent: { left: 600, hanging: 600 } }),
      style('Between', '表间', { font: fonts('宋体'), size: 8 }, { spacing: single(6) }),
      style('Chart', '图', { font: fonts('宋体'), size: 21 }, { alignment: AlignmentType.CENTER, spacing: { line: 240, lineRule: LineRuleType.AUTO, before: 300, after: 200 } }),
      style('Signature', 'Signature', text, { alignment: AlignmentType.RIGHT, indent: chinese ? { right: 1280 } : {}, spacing: exact }),
      style('NotesHeading', '说明标题', { font: fonts('黑体'), size: 28 }, { spacing: { ...single(22), before: 280, after: 80 }, keepNext: true }),
      style('Foot', '文末', { font: fonts('宋体'), size: 18 }, { spacing: { ...single(14), before: 280 }, border: { top: { style: BorderStyle.SINGLE, size: 4, space: 4, color: '000000' } } }),
      style('PageNumber', '页码', { font: fonts('宋体', '宋体'), size: 28 }, { spacing: single(18) }),
    ],
  };
}
