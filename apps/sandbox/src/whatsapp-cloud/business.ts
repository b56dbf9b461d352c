import type { Template } from './templates/template.ts'

/** Where webhooks of an app, an account or a number go. */
export interface Callback {
  url: string
  verifyToken: string
}

/** A number of a brand: what a hub sends from. */
export interface BusinessNumber {
  phoneNumberId: string
  /** Digits without the plus, as webhooks show it. */
  displayPhoneNumber: string
  verifiedName: string
  quality: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN'
  account: BusinessAccount
  callback: Callback | null
  /** A code of the error table with which every send is refused until it is taken away; null when all is well. */
  trouble: number | null
}

/** A WhatsApp Business Account, one tenant's. */
export interface BusinessAccount {
  wabaId: string
  name: string
  numbers: BusinessNumber[]
  templates: Template[]
  /** Whether the app hears of it at all (`subscribed_apps`). */
  subscribed: boolean
  callback: Callback | null
  /** False: marketing templates go through `/marketing_messages` only, elsewhere 131063. */
  marketingOnCloudApi: boolean
}

export interface AccessToken {
  token: string
  /** WABA ids it reaches; null: all. */
  reaches: string[] | null
  scopes: string[]
  /** Milliseconds; null: never. */
  expiresAt: number | null
  issuedAt: number
}

/** The Meta app and the accounts that have given it access. Several tenants' accounts hang on one app. */
export class Business {
  readonly appId = '840071553920001'
  readonly appName = 'Crossdock sandbox'
  appSecret: string
  callback: Callback | null = null
  readonly accounts: BusinessAccount[] = []
  readonly tokens = new Map<string, AccessToken>()

  constructor(appSecret: string) {
    this.appSecret = appSecret
  }

  account(wabaId: string): BusinessAccount | undefined {
    return this.accounts.find((account) => account.wabaId === wabaId)
  }

  number(phoneNumberId: string): BusinessNumber | undefined {
    return this.numbers().find((number) => number.phoneNumberId === phoneNumberId)
  }

  numbers(): BusinessNumber[] {
    return this.accounts.flatMap((account) => account.numbers)
  }

  /** Number before account before app; null when Meta would have nowhere to post to. */
  callbackFor(account: BusinessAccount, number: BusinessNumber | null): Callback | null {
    if (!account.subscribed) return null
    return number?.callback ?? account.callback ?? this.callback
  }
}

export interface NewAccount {
  wabaId: string
  name: string
  phoneNumberId: string
  displayPhoneNumber: string
  templates: Template[]
  subscribed?: boolean
}

export function addAccount(business: Business, given: NewAccount): BusinessAccount {
  const taken = business.account(given.wabaId) ?? business.number(given.phoneNumberId)
  if (taken) throw new Error(`The sandbox already has ${given.wabaId} or ${given.phoneNumberId}.`)
  const account: BusinessAccount = {
    wabaId: given.wabaId,
    name: given.name,
    numbers: [],
    templates: given.templates,
    subscribed: given.subscribed ?? true,
    callback: null,
    marketingOnCloudApi: true,
  }
  account.numbers.push({
    phoneNumberId: given.phoneNumberId,
    displayPhoneNumber: given.displayPhoneNumber,
    verifiedName: given.name,
    quality: 'GREEN',
    account,
    callback: null,
    trouble: null,
  })
  business.accounts.push(account)
  return account
}
