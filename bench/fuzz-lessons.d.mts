export function lessonsAtRandom(seed: number, given?: readonly string[]): () => string;
