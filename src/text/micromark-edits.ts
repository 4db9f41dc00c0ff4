import { EditMap } from 'micromark-util-edit-map';

/**
 * micromark copies all events of a text each time it moves a few: at each setext heading, and where a list or quote
 * ends. That takes time with the square of their number, minutes for some ten thousand. Here only the events from the
 * first edit on are copied, which are few: what is edited stands at the end.
 */
EditMap.prototype.consume = function (events) {
  const edits = [...this.map].sort(([one], [other]) => one - other);
  const [first] = edits;
  if (first === undefined) return;
  const tail = events.slice(first[0]);
  events.length = first[0];
  let at = 0;
  for (const [index, remove, add] of edits) {
    for (const end = index - first[0]; at < end; at++) events.push(tail[at] as (typeof tail)[number]);
    for (const event of add) events.push(event);
    at += remove;
  }
  for (; at < tail.length; at++) events.push(tail[at] as (typeof tail)[number]);
  this.map.length = 0;
  this.index.clear();
};
