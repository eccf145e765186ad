/** An event of a stream of events, with its data read. */
export interface Sent {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** The named events of an answer, as they come. */
export async function* sentEvents(response: Response): AsyncGenerator<Sent, undefined> {
  const decoder = new TextDecoder();
  let left = "";
  for await (const piece of response.body ?? []) {
    const sent = (left + decoder.decode(piece, { stream: true })).split("\n\n");
    left = sent.pop() ?? "";
    for (const each of sent) {
      // says only that the work goes on
      if (each.startsWith(":")) continue;
      const [, name = "", data = ""] = /^event: (\w+)\ndata: (.*)$/u.exec(each) ?? [];
      yield { name, data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}

export async function restOf(events: AsyncIterable<Sent>): Promise<Sent[]> {
  const rest: Sent[] = [];
  for await (const event of events) rest.push(event);
  return rest;
}
