/** Invented, and the same for the same number: who orders in the shop's stand-in is who answers the phone in WhatsApp's. */
export function nameOfNumber(digits: string): { firstName: string; lastName: string } {
  const number = Number(digits.slice(-6))
  return { firstName: one(firstNames, number), lastName: one(lastNames, Math.floor(number / firstNames.length)) }
}

function one(names: readonly string[], index: number): string {
  return names[index % names.length] ?? ''
}

const firstNames = ['Ananya', 'Farhan', 'Meera', 'Vikram', 'Lakshmi', 'Joseph', 'Gurpreet', 'Nandini', 'Arjun', 'Zoya']
const lastNames = ['Rao', 'Shaikh', 'Iyer', 'Kulkarni', 'Das', "D'Souza", 'Kaur', 'Hegde', 'Chettri', 'Ansari']
