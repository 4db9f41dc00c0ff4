/** What parts of a page say that a site puts around its text, where nothing names them. Each begins a short block. */
const phrases = [
  /^skip to (?:main )?content/i,
  /^was this (?:page|article|lesson|tutorial|chapter|guide)? ?(?:page )?helpful/i,
  /^(?:did|do) you (?:find|like|enjoy) (?:this|the) (?:page|article|tutorial|lesson)/i,
  /^(?:edit|improve|suggest (?:an )?edits?|view|open) (?:this (?:page|article)|on|in|source).{0,20}(?:github|gitlab|colab|page|article|source)/i,
  /^last (?:updated|modified|edited)\b/i,
  /^(?:please )?(?:support (?:us|this|our|me)|donate|make a donation|buy me a coffee|become a (?:sponsor|patron|member))/i,
  /^(?:share|tweet|pin|follow) (?:this|on|us)\b/i,
  /^subscribe (?:to|for|now)\b/i,
  /^[←«‹❮<]?\s*(?:previous|prev|next|home|back to top|on this page|table of contents|in this article)(?:\s+[←«‹❮<]?\s*(?:previous|prev|next|home))*\s*[→»›❯>:]?$/i,
  /^[❮←]\s.{1,60}$/,
  /^.{1,60}\s[❯→]$/,
  /^try it (?:yourself|online|live|out)\b/i,
  /^(?:advertisement|sponsored|ad)$/i,
  /^we use cookies/i,
  /^(?:found a|spotted a) (?:typo|mistake|bug)/i,
  /^(?:©|\(c\)|copyright)\s/i,
  /^copy(?: code| to clipboard)?$/i,
];

/** The longest text that is judged by what it says. */
const longest = 160;

/** Whether a line is of the site and not of the text: "Skip to content", "Was this page helpful?", "Copy". */
export function saysFurniture(line: string): boolean {
  return line.length <= longest && phrases.some((phrase) => phrase.test(line));
}
