/** The first line of a fence: its language, and what stands after it. */
export const fenceLine = /^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(`{3,}|~{3,})[ \t]*(\S*)/;
