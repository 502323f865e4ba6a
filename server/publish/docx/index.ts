/** The report as a Word document: the printed layout of `print.ts` with styles, real tables and fields, to be edited and signed. */
import { Resvg } from '@resvg/resvg-js';
import {
  AlignmentType, BorderStyle, Document, Footer, HeightRule, ImageRun, LineRuleType, Packer, PageNumber, PageOrientation, Paragraph, Table, TableCell, TableLayoutType, TableRow, TextRun, VerticalAlignTable,
  WidthType, type IParagraphOptions, type IRunOptions, type ISectionOptions,
} from 'docx';
import { repacked } from '../archive.ts';
import { visible } from '../characters.ts';
import { printSvg, shippedFonts } from '../fonts.ts';
import type { ReportModel } from '../model.ts';
import { landscapeWidth, printed, textWidth, type Language, type PrintBand, type PrintBlock, type PrintCell, type PrintDocument, type PrintTable } from '../print.ts';
import { aboutFile } from '../tidy.ts';
import { styles } from './styles.ts';

/** mm to twentieths of a point. */
const twips = (mm: number): number => Math.round(mm * 1440 / 25.4);
/** Text of the model, safe in XML; line breaks are runs of their own. */
function runs(text: string, options: Omit<IRunOptions, 'text'> = {}): TextRun[] {
  return visible(text).split('\n').map((line, index) => new TextRun({ ...options, text: line, ...(index > 0 ? { break: 1 } : {}) }));
}
const paragraph = (style: string, text: string, options: IParagraphOptions = {}): Paragraph => new Paragraph({ style, ...options, children: runs(text) });

/** The same model gives the same bytes. @throws Error only where a chart's drawing is broken */
export async function renderDocx(model: ReportModel, language: Language = 'zh'): Promise<Uint8Array> {
  const document = printed(model, language);
  const sections = sectionsOf(document);
  const file = new Document({
    title: visible(document.about.title), subject: visible(document.about.subject), creator: visible(document.about.author), lastModifiedBy: visible(document.about.author), keywords: visible(document.about.keywords.join(' ')),
    customProperties: Object.entries(aboutFile(model)).map(([name, value]) => ({ name, value: visible(value) })),
    evenAndOddHeaderAndFooters: true, styles: styles(language), sections,
  });
  const bytes = new Uint8Array(await Packer.toBuffer(file));
  const moment = `${/^\d{4}-\d{2}-\d{2}$/.test(document.about.day) ? document.about.day : '2000-01-01'}T00:00:00Z`;
  // The library numbers drawings through all documents it makes, and writes down when it made them.
  let drawing = 0;
  return repacked(bytes, (name, text) => (name === 'docProps/core.xml' ? text.replaceAll(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${moment}`)
    : name === 'word/document.xml' ? text.replaceAll(/(<wp:docPr id=")\d+/g, (_all, head: string) => `${head}${drawing += 1}`) : text));
}

/** One section for each stretch of upright or broad pages. */
function sectionsOf(document: PrintDocument): ISectionOptions[] {
  const groups: { landscape: boolean; blocks: (Paragraph | Table)[] }[] = [{ landscape: false, blocks: opening(document) }];
  const into = (landscape: boolean): (Paragraph | Table)[] => {
    if (groups.at(-1)!.landscape !== landscape) groups.push({ landscape, blocks: [] });
    return groups.at(-1)!.blocks;
  };
  for (const block of document.blocks) into(block.kind === 'table' && block.landscape).push(...blockOf(block));
  into(false).push(...closing(document));
  return groups.map(({ landscape, blocks }, index) => ({
    properties: {
      ...(index === 0 ? {} : { type: 'nextPage' as const }),
      // Word turns the sheet itself: width and height are those of the upright one.
      page: {
        size: { width: twips(210), height: twips(297), orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
        margin: landscape ? { top: twips(28), bottom: twips(26), left: twips(35), right: twips(37), footer: twips(16), header: twips(15) } : { top: twips(37), bottom: twips(35), left: twips(28), right: twips(26), footer: twips(25), header: twips(15) },
      },
    },
    footers: { default: footer(AlignmentType.RIGHT), even: footer(AlignmentType.LEFT) },
    children: blocks,
  }));
}

/** 页码: 4号, dashes beside it, one character from the edge. */
function footer(alignment: typeof AlignmentType.LEFT | typeof AlignmentType.RIGHT): Footer {
  return new Footer({ children: [new Paragraph({ style: 'PageNumber', alignment, indent: { left: 280, right: 280 }, children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'] })] })] });
}

function opening(document: PrintDocument): Paragraph[] {
  return [
    ...document.marks.map((mark) => paragraph('Mark', mark)),
    new Paragraph({ style: 'Title', children: document.title.flatMap((line, index) => [new TextRun({ text: visible(line), ...(index > 0 ? { break: 1 } : {}) })]) }),
    paragraph('Subtitle', document.subtitle),
  ];
}

function closing(document: PrintDocument): Paragraph[] {
  const right: IParagraphOptions = { keepLines: true };
  return [
    new Paragraph({ style: 'Signature', ...right, keepNext: document.signature.day !== '', spacing: { before: 580, line: 580, lineRule: LineRuleType.EXACT }, children: runs(document.signature.name) }),
    ...(document.signature.day ? [paragraph('Signature', document.signature.day, right)] : []),
    ...(document.corrections ? [paragraph('NotesHeading', document.corrections.heading, { keepNext: true }), ...document.corrections.lines.map((line) => paragraph('TableNote', line))] : []),
    ...(document.notes.length > 0 ? [paragraph('NotesHeading', document.notesHeading, { keepNext: true }), ...document.notes.map((note, index) => paragraph('TableNote', `${index + 1}. ${note}`))] : []),
    paragraph('Foot', document.foot),
  ];
}

function blockOf(block: PrintBlock): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'part': return [paragraph('Heading1', block.text)];
    case 'heading': return [paragraph('Heading2', block.text)];
    case 'paragraph': return [paragraph('BodyText', block.text)];
    case 'note': return [paragraph('TableNote', block.text)];
    case 'mark': return [paragraph('Mark', block.text)];
    case 'chart': return [chart(block)];
    case 'table': return tableOf(block);
  }
}

/** Titles of charts are bold Song, their words Sans. */
const chartFonts = shippedFonts.slice(1).map((font) => font.file);

/** As vectors, with a picture in dots for programs that draw none. */
function chart(block: Extract<PrintBlock, { kind: 'chart' }>): Paragraph {
  const drawn = new Resvg(printSvg(visible(block.svg)), { font: { loadSystemFonts: false, fontFiles: chartFonts, defaultFontFamily: 'Noto Sans SC' }, fitTo: { mode: 'zoom', value: 2 }, background: '#ffffff' }).render();
  const width = Math.round(112 / 25.4 * 96);
  return new Paragraph({
    style: 'Chart',
    children: [new ImageRun({
      type: 'svg', data: Buffer.from(visible(block.svg)), transformation: { width, height: Math.round(width * drawn.height / drawn.width) },
      fallback: { type: 'png', data: drawn.asPng() }, altText: { name: block.id, title: block.id, description: visible(block.alt) },
    })],
  });
}

function tableOf(block: PrintTable): (Paragraph | Table)[] {
  return [
    paragraph('Caption', block.caption, { keepNext: true }),
    ...(block.unit ? [paragraph('TableUnit', block.unit, { keepNext: true })] : []),
    // Word joins tables that follow each other: a thin line of text keeps bands apart.
    ...block.bands.flatMap((band, index) => [...(index > 0 ? [paragraph('Between', '')] : []), bandOf(band, block.landscape)]),
    ...block.notes.map((note) => paragraph('TableNote', note)),
    ...block.findings.map((finding) => new Paragraph({ style: 'TableNote', children: runs(finding, { bold: true }) })),
  ];
}

const thick = { style: BorderStyle.SINGLE, size: 8, color: '000000' }; const thin = { style: BorderStyle.SINGLE, size: 4, color: '000000' }; const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };

function bandOf(band: PrintBand, landscape: boolean): Table {
  const widths = band.widths.map(twips);
  return new Table({
    layout: TableLayoutType.FIXED, width: { size: twips(landscape ? landscapeWidth : textWidth), type: WidthType.DXA }, columnWidths: widths,
    borders: { top: thick, bottom: thick, left: none, right: none, insideHorizontal: thin, insideVertical: thin },
    margins: { top: 60, bottom: 60, left: 50, right: 50 },
    rows: [...band.head.map((row) => rowOf(row, true)), ...band.rows.map((row) => rowOf(row, false))],
  });
}

function rowOf(cells: PrintCell[], head: boolean): TableRow {
  return new TableRow({ tableHeader: head, cantSplit: true, height: { value: head ? 360 : 480, rule: HeightRule.ATLEAST }, children: cells.map(cellOf) });
}

function cellOf(cell: PrintCell): TableCell {
  const look: Omit<IRunOptions, 'text'> = cell.look === 'strong' ? { bold: true } : cell.look === 'framed' ? { size: 18, border: { style: BorderStyle.DASHED, size: 4, space: 1, color: '555555' } } : {};
  return new TableCell({
    ...(cell.colspan > 1 ? { columnSpan: cell.colspan } : {}), ...(cell.rowspan > 1 ? { rowSpan: cell.rowspan } : {}), verticalAlign: VerticalAlignTable.CENTER,
    children: [new Paragraph({
      style: cell.look === 'head' ? 'TableHead' : 'TableText', alignment: cell.align === 'left' ? AlignmentType.LEFT : cell.align === 'right' ? AlignmentType.RIGHT : AlignmentType.CENTER, children: runs(cell.text, look),
    })],
  });
}
