/**
 * What a person has to do about an order that the merchant deleted in the channel: nothing, unless the ERP holds something
 * of it. Books keep what was booked, so it is archived there and never deleted (shopify.md §4.2).
 */
export function afterDeletion(
  name: string,
  { erpState, reasonCode }: { erpState: string; reasonCode: string | null },
): { kind: string; message: string } | null {
  const kind = 'deleted-in-channel'
  const deleted = `The merchant deleted ${name} in the channel.`
  if (erpState === 'confirmed' || erpState === 'short')
    return { kind, message: `${deleted} It is confirmed in the ERP: archive it there, never delete it.` }
  // A draft whose amounts differ stands in the ERP as well.
  if (erpState === 'held' || (erpState === 'parked' && reasonCode === 'amounts-differ'))
    return { kind, message: `${deleted} It stands in the ERP as a draft: cancel that and archive it, never delete it.` }
  return null
}
