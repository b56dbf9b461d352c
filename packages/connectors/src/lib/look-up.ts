/** The entry of a table for a word that somebody else chose: `constructor` and `toString` are in none of ours. */
export function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}
