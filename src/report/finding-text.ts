import { wrapAnsi } from 'fast-wrap-ansi';
import type { Finding } from '../model/result.ts';
import { causesText, type Folded, foldedText } from './causes.ts';
import { columnsOf } from './columns.ts';
import { frameOf } from './frame.ts';
import { frameText } from './frame-text.ts';
import { printable } from './printable.ts';
import type { ReporterContext } from './reporter.ts';
import type { Style } from './style.ts';

const indent = '   ';
const inner = '     ';

/** A finding for people: its place and message, the lines it is about, and how to fix it. */
export function findingText(
  finding: Finding,
  sourceLines: (file: string) => readonly string[] | undefined,
  { style, width }: Pick<ReporterContext, 'style' | 'width'>,
): string {
  const frame = frameText(frameOf(finding, sourceLines(finding.file)), style, Math.min(width, 160) - inner.length);
  return [
    ...title(finding, style, width),
    ...frame.map((line) => `${inner}${line}`),
    ...related(finding, style),
    ...help(finding, style, width),
  ].join('\n');
}

/** Why so many outputs of a lesson differ, and an empty line; nothing where they are few. */
export function causesLines(findings: readonly Finding[], { width }: Pick<ReporterContext, 'width'>): string[] {
  const text = causesText(findings);
  return text === undefined ? [] : [...wrapText(text, width).map((line) => line.replace(inner, indent)), ''];
}

/** Findings that are told of together: how many they are and where, and how to fix or to see them all. */
export function foldedFindings(folded: Folded, { style, width }: Pick<ReporterContext, 'style' | 'width'>): string {
  const [first = '', ...rest] = wrapText(printable(foldedText(folded)), width);
  const lines = [`${indent}${style.red('+')} ${first.trimStart()}`, ...rest];
  if (folded.help === undefined) return lines.join('\n');
  return [...lines, ...help(folded, style, width), `${inner}${style.dim('--verbose shows each')}`].join('\n');
}

/** `file:line:column`, as terminals and editors make links of it; in a notebook also the place in its JSON. */
function place(finding: Finding): string {
  const { file, line, column, path } = finding;
  return `${printable(file)}:${line}:${column}${path === undefined ? '' : ` ${printable(path)}`}`;
}

function title(finding: Finding, style: Style, width: number): string[] {
  const severity = paint(finding, style);
  const message = printable(finding.message);
  const plain = `${indent}${place(finding)}  ${finding.severity}  ${message}   ${finding.rule}`;
  const where = `${indent}${style.bold(place(finding))}  ${severity}`;
  if (!Number.isFinite(width) || columnsOf(plain) <= width)
    return [`${where}  ${message}   ${style.dim(finding.rule)}`];
  return [`${where}  ${style.dim(finding.rule)}`, ...wrapText(message, width)];
}

function paint({ severity }: Finding, style: Style): string {
  if (severity === 'error') return style.red(severity);
  return severity === 'warning' ? style.yellow(severity) : style.blue(severity);
}

function related(finding: Finding, style: Style): string[] {
  return (finding.related ?? []).map(
    ({ message, file, line, column }) =>
      `${inner}${style.dim(`${style.symbols.pointer} ${printable(file)}:${line}:${column}`)}  ${printable(message)}`,
  );
}

function help(finding: { readonly help?: string | undefined }, style: Style, width: number): string[] {
  if (finding.help === undefined) return [];
  const [first = '', ...rest] = finding.help.split('\n').flatMap((line) => wrapText(printable(line), width - 6));
  return [`${inner}${style.cyan('help:')} ${first.trimStart()}`, ...rest.map((line) => `      ${line}`)];
}

function wrapText(text: string, width: number): string[] {
  if (!Number.isFinite(width)) return [`${inner}${text}`];
  const lines = wrapAnsi(text, Math.max(width - inner.length, 20), { trim: false }).split('\n');
  return lines.map((line) => `${inner}${line.trim()}`);
}
