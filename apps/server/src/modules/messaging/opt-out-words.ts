import { vocabulary } from './opt-out-vocabulary.ts'

/** WhatsApp's own quick reply under a marketing template, as templates carry it. */
const marketingButtons = ['stop promotions', 'stop marketing', 'stop promotional messages', 'stop offers']

export type SaidAboutMessages =
  | { said: 'stop'; scope: 'all' | 'marketing'; language: string }
  | { said: 'start'; language: string }

const meanings = new Map<string, SaidAboutMessages>()
for (const { language, stop, start } of vocabulary) {
  for (const word of stop) learn(word, { said: 'stop', scope: 'all', language })
  for (const word of start) learn(word, { said: 'start', language })
}
for (const words of marketingButtons) learn(words, { said: 'stop', scope: 'marketing', language: 'en' })

/** The first language that knows a word keeps it: what matters is the same in all of them. */
function learn(word: string, meaning: SaidAboutMessages): void {
  const key = plain(word)
  const known = meanings.get(key)
  if (known && known.said !== meaning.said) throw new Error(`"${word}" would mean both stop and start`)
  if (!known) meanings.set(key, meaning)
}

/** Null: it is about something else. */
export function saidAboutMessages(text: string): SaidAboutMessages | null {
  // Nobody needs more to say it; a book need not be looked at.
  return text.length > 80 ? null : (meanings.get(plain(text)) ?? null)
}

export function stopIsHeard(language: string): string {
  const own = vocabulary.find((words) => words.language === language) ?? vocabulary[0]
  return own?.heard ?? ''
}

/**
 * The same word however it is typed: upper and lower case, full-width letters, punctuation, emoji, spaces, accents of Latin
 * letters, the vowel marks of Arabic, the invisible joiners of Indian scripts. The vowel signs of those scripts stay: they
 * are letters.
 */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]|[\u064b-\u0652]|\u0640|[\u200b-\u200f]|\u2060|\ufe0e|\ufe0f/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
