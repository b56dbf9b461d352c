/** HTML that is safe to put together: whatever is filled in is escaped, unless it is HTML made here. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Filling = string | number | null | false | undefined | Html | readonly Filling[]

export function html(parts: TemplateStringsArray, ...fillings: Filling[]): Html {
  return new Html(parts.reduce((text, part, place) => `${text}${written(fillings[place - 1])}${part}`))
}

function written(filling: Filling): string {
  if (filling === null || filling === undefined || filling === false) return ''
  if (filling instanceof Html) return filling.text
  if (Array.isArray(filling)) return filling.map(written).join('')
  return String(filling).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
