const longest = 120

/**
 * The name a customer's file had, fit to be shown and saved: no path, nothing invisible or that turns the reading direction
 * ("gpj.exe" shown as "exe.jpg"), nothing a file system takes for something else. Null when nothing is left.
 */
export function safeFileName(sent: string | null): string | null {
  const last = sent?.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  // Names that stand for devices on Windows, with or without an ending.
  const name = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain
  if (name === '') return null
  const points = [...name]
  if (points.length <= longest) return name
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  return points.slice(0, longest - ending.length).join('') + ending
}
