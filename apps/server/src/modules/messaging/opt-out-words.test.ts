import fc from 'fast-check'
import { expect, test } from 'vitest'
import { saidAboutMessages, stopIsHeard } from './opt-out-words.ts'

test.each([
  ['STOP', 'en'],
  ['  stop. ', 'en'],
  ['Stop!!! 🛑', 'en'],
  ['ＳＴＯＰ', 'en'],
  ['Unsubscribe', 'en'],
  ['रोकें', 'hi'],
  ['बंद करो।', 'hi'],
  ['BAND KARO', 'hi'],
  ['थांबवा', 'mr'],
  ['বন্ধ করুন', 'bn'],
  ['நிறுத்து', 'ta'],
  ['ఆపండి', 'te'],
  ['ನಿಲ್ಲಿಸಿ', 'kn'],
  ['നിർത്തുക', 'ml'],
  ['બંધ કરો', 'gu'],
  ['ਬੰਦ ਕਰੋ', 'pa'],
  ['ବନ୍ଦ କରନ୍ତୁ', 'or'],
  ['بند کریں', 'ur'],
  ['إيقاف', 'ar'],
  ['إِيقَاف', 'ar'],
  ['Darme de baja', 'es'],
  ['Descadastrar', 'pt'],
  ['ARRÊT', 'fr'],
  ['arret', 'fr'],
  ['Désabonner', 'fr'],
  ['Abmelden', 'de'],
  ['Disiscrivimi', 'it'],
  ['Uitschrijven', 'nl'],
  ['Abonelikten çık', 'tr'],
  ['Berhenti', 'id'],
])('"%s" ends everything that we begin, and is answered in %s', (text, language) => {
  const said = saidAboutMessages(text)

  expect(said).toEqual({ said: 'stop', scope: 'all', language })
  expect(stopIsHeard(language)).toContain('START')
})

test.each(['start', 'START.', 'Resume', 'शुरू करें', 'chalu karo', 'reprendre', 'mulai'])('"%s" lifts it', (text) => {
  const said = saidAboutMessages(text)

  expect(said?.said).toBe('start')
})

test('the button under a marketing message ends marketing only', () => {
  const said = saidAboutMessages('Stop promotions')

  expect(said).toMatchObject({ said: 'stop', scope: 'marketing' })
})

test.each([
  'cancel',
  'cancel my order',
  'no',
  'नहीं',
  'stop by tomorrow?',
  'please do not stop the delivery',
  'bus stop 4, Ring Road',
  'दुकान बंद है',
  'when do you start?',
  'end',
  '🛑',
  '',
])('"%s" is about something else', (text) => {
  const said = saidAboutMessages(text)

  expect(said).toBeNull()
})

test('a word inside a longer message never counts', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('stop', 'रोकें', 'arrêt', 'start'),
      fc.stringMatching(/^[a-z]{2,8} [a-z]{4,8}$/),
      (word, more) => {
        expect(saidAboutMessages(`${more} ${word} ${more}`)).toBeNull()
      },
    ),
  )
})
