import type { NewAccount } from './business.ts'

/** What `npm start` and most tests have; further accounts are counted up from it. */
export const demoAccount = {
  wabaId: '218840199871234',
  name: 'Demo brand',
  phoneNumberId: '410987654321001',
  displayPhoneNumber: '918047180000',
} as const

/** The next tenant's account, number and name. */
export function anotherAccount(place: number): Omit<NewAccount, 'templates'> {
  return {
    wabaId: String(BigInt(demoAccount.wabaId) + BigInt(place) * 1000n),
    name: `Other brand ${place}`,
    phoneNumberId: String(BigInt(demoAccount.phoneNumberId) + BigInt(place)),
    displayPhoneNumber: String(BigInt(demoAccount.displayPhoneNumber) + BigInt(place)),
  }
}
