/**
 * Another's words, fit to be stored and shown: the first line says what is wrong, further ones quote what was sent or
 * carry request ids. Nothing that could be a phone number or an e-mail address stays in it.
 */
export function withoutPeople(message: string): string {
  return (
    (message.split('\n')[0] ?? '')
      // From the beginning of a word alone: at each of its letters, a long one would take the square of its length.
      .replace(/(?<![^\s@<>"'])[^\s@<>"']+@[^\s@<>"']+/g, '…')
      .replace(/\+?\d[\d ().-]{6,}\d/g, '…')
      .trim()
      .slice(0, 300)
      .toWellFormed()
  )
}
