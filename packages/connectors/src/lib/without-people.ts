/**
 * Another's words, fit to be stored and shown: the first line says what is wrong, further ones quote what was sent or
 * carry request ids. Nothing that could be a phone number or an e-mail address stays in it.
 */
export function withoutPeople(message: string): string {
  return (message.split('\n')[0] ?? '')
    .replace(/[^\s@<>"']+@[^\s@<>"']+/g, '…')
    .replace(/\+?\d[\d ().-]{6,}\d/g, '…')
    .trim()
    .slice(0, 300)
    .toWellFormed()
}
