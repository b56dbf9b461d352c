/** Meta's limits count code points: a Hindi syllable is several, an emoji mostly one, never the UTF-16 units of `length`. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
