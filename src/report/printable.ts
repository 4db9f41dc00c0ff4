/**
 * A text as a terminal can show it on one line without being steered by it: what a kernel printed may hold escape
 * sequences, carriage returns and bells. Controls become their pictures (U+2400 and following), tabs four blanks.
 */
export function printable(text: string): string {
  if (!steering.test(text)) return text;
  return text
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u001f]/g, (control) => String.fromCodePoint(0x2400 + (control.codePointAt(0) ?? 0)))
    .replace(/\u007f/g, '\u2421')
    .replace(/[\u0080-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** What is replaced; most texts have none of it. */
const steering = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
