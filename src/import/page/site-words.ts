/** Words of classes and ids by which sites name what they put around and between the content. */
interface SiteWords {
  readonly words: string;
  /** Its text tells nothing of where the content is. */
  readonly isAround: boolean;
  /** Whether a block of that name goes: however long it is, or where it is short. */
  readonly goes: 'always' | 'short' | 'never';
}

const records: readonly SiteWords[] = [
  {
    words: 'nav navbar navigation sidebar sidenav topnav subnav leftmenu menu footer cookie breadcrumbs disqus',
    isAround: true,
    goes: 'always',
  },
  { words: 'toc comments', isAround: true, goes: 'short' },
  { words: 'banner', isAround: true, goes: 'never' },
  {
    words: [
      'breadcrumb pagination pager prevnext share sharing social newsletter subscribe donate donation donations sponsor sponsors',
      'ad ads advert advertisement cookies feedback helpful rating copybtn copy clipboard headerlink permalink skip skiplink',
      'searchbox backtotop announcement promo cta survey',
    ].join(' '),
    isAround: false,
    goes: 'short',
  },
];

const known = new Map(records.flatMap((record) => record.words.split(' ').map((word) => [word, record] as const)));

/** Whether what is named so stands around the content. */
export function isAroundWord(word: string): boolean {
  return known.get(word)?.isAround === true;
}

/** Whether what is named so is no part of a text, however long it is, or where it is short. */
export function goesByWord(word: string, length: 'any' | 'short'): boolean {
  const goes = known.get(word)?.goes;
  return goes === 'always' || (length === 'short' && goes === 'short');
}
