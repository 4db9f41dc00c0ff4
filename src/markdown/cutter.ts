/** Takes parts out of a text, in order. */
export interface Cutter {
  /** Puts a mark in the place of a part. */
  readonly cut: (start: number, end: number, mark: string) => void;
  /** What is left. */
  readonly text: () => string;
  /** Where an offset that stays, behind all cuts so far, stands in what is left. */
  readonly placeOf: (offset: number) => number;
  /** Where an offset of what is left stood; the end of a part, where one stood there. */
  readonly origin: (offset: number) => number;
}

/** What stands before `from` stays, and counts for no offset. */
export function cutter(whole: string, from: number): Cutter {
  const parts = [whole.slice(0, from)];
  /** Where each cut stands in the skeleton, and how far what follows it is from where it stood. */
  const places: number[] = [];
  const shifts: number[] = [];
  let kept = from;
  let length = 0;
  return {
    cut(start, end, mark) {
      if (end <= start) return;
      parts.push(whole.slice(kept, start), mark);
      length += start - kept + mark.length;
      kept = end;
      places.push(length);
      shifts.push(end - length);
    },
    placeOf: (offset) => length + offset - kept,
    text: () => parts.join('') + whole.slice(kept),
    origin(offset) {
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((places[middle] as number) <= offset) low = middle + 1;
        else high = middle;
      }
      return offset + (shifts[low - 1] ?? from);
    },
  };
}
