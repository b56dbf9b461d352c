// Each begins where a word begins: tried at every letter of a long word, they would take the square of its length, and some of
// these words are a stranger's.
const masks: [RegExp, string][] = [
  // credentials inside URLs: postgres://user:password@host
  [/(?<!\w)(\w+:\/\/[^\s:/@]+):[^\s@/]+@/g, '$1:[hidden]@'],
  // a secret in a webhook path: /hooks/<endpoint>/<secret>
  [/(\/hooks\/[\w-]+)\/[^\s/?"']+/g, '$1/[hidden]'],
  [/\b(bearer|shpat_|shpss_)[\s]?[\w.-]{8,}/gi, '$1[hidden]'],
  // the secret part of an API key of ours; its id may be read
  [/\b(cdk_[0-9a-f]{32}_)[\w-]{8,}/g, '$1[hidden]'],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[e-mail]'],
  // +91 90000 00001, 0091-…, (022) 2345 6789; ids of ours are hexadecimal with dashes and stay readable
  [/(?<![\w-])(?:\+|00)\d(?:[ ().-]{0,2}\d){7,14}(?![\w-])/g, '[phone]'],
  [/(?<![\w-])(?:0|91)?[6-9]\d{4}[ -]?\d{5}(?![\w-])/g, '[phone]'],
]

/**
 * Text with everything that looks personal or secret masked. For whatever others wrote and we keep or show unencrypted: log
 * lines, causes of dead letters, titles of lines in keys and sentences.
 */
export function scrubText(text: string): string {
  return masks.reduce((out, [pattern, replacement]) => out.replace(pattern, replacement), text)
}
