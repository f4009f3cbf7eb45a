import { html, type Markup, type Part } from './markup.ts'

/** What is known of something, a row each. */
export function factsTable(rows: readonly (readonly [head: string, value: Part])[]): Markup {
  return html`<table class="facts">
    <tbody>
      ${rows.map(
        ([head, value]) =>
          html`<tr>
            <th scope="row">${head}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
