/** Control characters but tab and line ends, and what is no character: XML 1.0 cannot say them, not even escaped. */
const uncarriable = /(?![\t\n\r\x7f-\x9f])[\p{Cc}\ufffe\uffff]/gu

/**
 * Text that every way into Odoo carries alike. Odoo itself leaves control characters out of its XML-RPC answers, and
 * refuses a NUL on every way (`builtins.ValueError`, measured on 19.0).
 */
export function carriable(text: string): string {
  return text.toWellFormed().replace(uncarriable, '')
}
