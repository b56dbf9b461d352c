import type { ErrorCode } from './errors.ts'

/** What a whole group of dead letters has in common: a heading, and what a person does so that a replay helps. */
export interface Remedy {
  title: string
  remedy: string
}

/** For shop staff; every code has one, since every code can end as a dead letter once its attempts are used up. */
export const remedies: Record<ErrorCode, Remedy> = {
  'not-found': {
    title: 'Something it refers to is gone',
    remedy: 'A connection or an order was removed meanwhile. Dismiss it.',
  },
  'bad-request': { title: 'A request we cannot understand', remedy: 'Nothing to do here; dismiss it.' },
  unauthorised: { title: 'No valid API key', remedy: 'Make a key and send it with the request.' },
  forbidden: { title: 'An API key without the right', remedy: 'Use a key that has the right which is named.' },
  'invalid-request': { title: 'A request that is not as it must be', remedy: 'Correct what the answer points to.' },
  conflict: {
    title: 'It does not fit what is there',
    remedy: 'Look at what is there, then ask for something that fits.',
  },
  'precondition-failed': { title: 'Changed meanwhile', remedy: 'Read it again and repeat the change.' },
  'precondition-required': { title: 'A change without a version', remedy: 'Send If-Match.' },
  'idempotency-key-reused': { title: 'An idempotency key used twice', remedy: 'Make a new key for each request.' },
  'idempotency-key-in-use': { title: 'An idempotency key still in use', remedy: 'Wait for the first answer.' },
  'rate-limited': { title: 'Too many requests', remedy: 'Ask less often, or raise API_REQUESTS_PER_MINUTE.' },
  'signature-rejected': {
    title: 'Signatures do not match',
    remedy: 'Compare the secret of the endpoint with the one the channel shows.',
  },
  'verification-refused': {
    title: 'The address was not confirmed',
    remedy: 'Compare the verify token of the endpoint with the one that was typed in at the provider.',
  },
  'operator-only': { title: 'Not for a tenant to do', remedy: 'Ask the operator of this installation.' },
  'account-taken': {
    title: 'An account that is somebody else’s already',
    remedy: 'Detach it from the connection that has it, or see whether the account was mistyped.',
  },
  'body-too-large': { title: 'Too large a message', remedy: 'Nothing to do here; dismiss it.' },
  'database-unavailable': {
    title: 'Our database was away for too long',
    remedy: 'Replay once it answers again.',
  },
  'lease-lost': { title: 'Another worker took over', remedy: 'Replay.' },
  'shutting-down': { title: 'The server stopped', remedy: 'Replay.' },
  internal: {
    title: 'A fault of ours',
    remedy: 'Please report it with the id; the log has the details. Replay after an upgrade.',
  },
  'provider-busy': {
    title: 'Busy for too long',
    remedy: 'It was tried for more than a day. Look why it is that slow, then replay.',
  },
  'provider-unreachable': {
    title: 'Not reachable for too long',
    remedy: 'It was tried for more than a day. Bring it back, or correct its address, then replay.',
  },
  'outcome-unknown': {
    title: 'No answer, again and again',
    remedy: 'Look what became of it over there, then replay: what is done is not done twice.',
  },
  'credentials-rejected': {
    title: 'Our log-in is refused',
    remedy: 'Make a new key over there and connect again, then replay all of this cause.',
  },
  'rights-missing': {
    title: 'Our user may not do this',
    remedy: 'Give our user over there the right that is named, then replay all of this cause.',
  },
  'address-not-allowed': {
    title: 'An address in a private network',
    remedy:
      'Connect an address that is reached from outside, or ask the operator to allow it in OUTBOUND_PRIVATE_HOSTS, then replay.',
  },
  'provider-refused': {
    title: 'Refused',
    remedy: 'Each says in its own words why. Mend it over there, then replay.',
  },
  'provider-contract-broken': {
    title: 'An answer we do not understand',
    remedy: 'A fault of ours; please report it with the id. Replay after an upgrade.',
  },
  'payload-unreadable': {
    title: 'A message of the channel that cannot be read',
    remedy:
      'Change and save the order in the channel so that it is sent again, then dismiss this one; or replay after an upgrade.',
  },
  'order-does-not-add-up': {
    title: 'Lines and total differ',
    remedy:
      'Check the order in the channel. When it is changed there it comes again by itself; else book it by hand and dismiss it.',
  },
  'edited-order-does-not-add-up': {
    title: 'Edited orders whose lines and total differ',
    remedy:
      'Compare the order in the channel with what was carried. When it is changed there it comes again by itself; else change it by hand and dismiss it.',
  },
  'order-empty': {
    title: 'Orders of which nothing is left',
    remedy:
      'Cancel the order in the channel: the draft in the ERP is cancelled with it. If lines are added there, it comes again by itself.',
  },
  'currency-unknown': {
    title: 'An unknown currency',
    remedy: 'Check the order in the channel, book it by hand and dismiss it.',
  },
  'sku-missing': {
    title: 'Lines without an SKU',
    remedy: 'Map each title to a product, or name a fall-back product: what waits is carried by itself.',
  },
  'sku-unknown': {
    title: 'SKUs the ERP does not have',
    remedy:
      'Map each SKU to a product: what waits is carried by itself. Or create the product in the ERP with that internal reference and replay.',
  },
  'sku-ambiguous': {
    title: 'SKUs the ERP has several times',
    remedy: 'Map each SKU to one of the products: what waits is carried by itself.',
  },
  'tax-unmapped': {
    title: 'Taxes the ERP does not have',
    remedy: 'Map each to a tax of the ERP: what waits is carried by itself. Or activate the tax there and replay.',
  },
  'location-unmapped': {
    title: 'Places without a warehouse',
    remedy: 'Map each place to a warehouse: what waits is carried by itself.',
  },
  'mapping-broken': {
    title: 'Mappings to something that is gone',
    remedy: 'Map them anew: what waits is carried by itself.',
  },
  'mapping-target-unknown': { title: 'Nothing to map to', remedy: 'Choose something that exists.' },
  'confirm-unanswered': {
    title: 'Confirmations the ERP never answers',
    remedy: 'Confirm one of them in the ERP by hand and see what it says; mend that, then replay.',
  },
  'currency-not-in-erp': {
    title: 'Currencies without a price list',
    remedy: 'Activate the currency in the ERP and make a price list in it, then replay all of this cause.',
  },
  'service-product-missing': {
    title: 'Products for charges are missing',
    remedy:
      'Replace the credentials of the ERP connection with an administrator’s log-in, which makes them anew, then replay all of this cause.',
  },
  'amounts-differ': {
    title: 'The ERP computes another amount',
    remedy:
      'Look at the lines that are named: tax, price list, rounding. Mend the set-up, then replay; the draft is written anew.',
  },
  'erp-connection-missing': {
    title: 'No ERP is connected',
    remedy: 'Connect one, then replay all of this cause.',
  },
  'erp-order-vanished': {
    title: 'Orders deleted in the ERP',
    remedy: 'Replay those that should be made again, and dismiss the others.',
  },
  'rows-outdated': {
    title: 'Records that changed in the ERP meanwhile',
    remedy:
      'A product, person or tax was removed over there while the order was on its way. Replay: it is planned anew.',
  },
  'stands-in-another-erp': {
    title: 'Orders in the ERP connected before',
    remedy: 'Finish them there, then dismiss them.',
  },
  'changed-after-confirmation': {
    title: 'Orders changed after they were confirmed',
    remedy: 'Change them in the ERP by hand, then dismiss them.',
  },
  'message-refused': {
    title: 'Messages the provider refused',
    remedy: 'Read why; mend what it names or let the message go. It is not sent again by itself.',
  },
  'message-unreachable': {
    title: 'Customers who cannot be reached there',
    remedy: 'The number is not on that service, or has an old app. Call, or write an e-mail.',
  },
  'message-window-closed': {
    title: 'Messages after the 24 hours',
    remedy: 'Choose an approved template for this notice, then replay.',
  },
  'message-opted-out': {
    title: 'Customers who asked for quiet',
    remedy: 'Nothing may be sent. Dismiss it, or tell them another way if you must.',
  },
  'message-no-consent': {
    title: 'Customers who have not agreed',
    remedy: 'Ask them first, and note their consent. Nothing may be sent until then; dismiss it.',
  },
  'message-outdated': {
    title: 'Messages that came too late',
    remedy: 'Nothing to do; dismiss it, or write to the customer yourself.',
  },
  'message-waits': {
    title: 'Messages that waited too long',
    remedy: 'See what stands against sending from the number, settle it, then replay.',
  },
  'message-too-soon': {
    title: 'Messages the provider withheld',
    remedy: 'Nothing to do; it is tried once more a day later.',
  },
  'template-refused': {
    title: 'Templates that cannot be used',
    remedy: 'Open the template at the provider: is it approved, in this language, with these parameters? Then replay.',
  },
  'number-blocked': {
    title: 'A number that may not send',
    remedy:
      'Open the account at the provider and settle what it shows (payment, review, registration), then let the number send again: what waits goes out by itself.',
  },
}
