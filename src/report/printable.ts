/**
 * A text as a terminal can show it on one line without being steered by it: what a kernel printed may hold escape
 * sequences, carriage returns and bells. Controls become their pictures (U+2400 and following), tabs four blanks.
 */
export function printable(text: string): string {
  if (!steering.test(text)) return text;
  return withPictures(text.replaceAll('\t', '    '));
}

/** The same of each line. A carriage return before a line end is the line end's. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}

/**
 * What is printed as it may leave us: with line ends, tabs, our own colours and nothing else that steers. Whatever did not
 * ask for `printable` goes through here too.
 */
export function harmless(text: string): string {
  return text.includes('\u001b') ? withColours(text) : plain(text);
}

/** The same for what has no colours of ours. */
export function plain(text: string): string {
  return text.replace(steeringHere, withPictures);
}

function withColours(text: string): string {
  // Split by a group: colours stand at odd places.
  const parts = text.split(colour);
  return parts.map((part, at) => (at % 2 === 1 ? part : plain(part))).join('');
}

/** A value as JSON, indented, that steers no terminal either: what would is escaped, and reads back the same. */
export function jsonLines(value: object): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const json = JSON.stringify(value, null, 2);
  return `${json.replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped)}\n`;
}

function withPictures(text: string): string {
  return text
    .replace(/[\u0000-\u001f]/g, (control) => String.fromCodePoint(0x2400 + (control.codePointAt(0) ?? 0)))
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** What is replaced: controls, and the marks of writing direction. Most texts have none of it. */
const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Of that, what is no line end and no tab. */
const steeringHere =
  /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** As picocolors writes them. */
const colour = /(\u001b\[(?:0|1|2|7|22|27|3[1-69])m)/;
