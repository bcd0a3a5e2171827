import { DomainError } from "@winner/core/kernel/error.ts";

/**
 * Answers with a file whose pieces are read from the database when the reader has taken the one before. A refusal comes
 * before the first byte.
 */
export async function streamFile(
  pieces: AsyncGenerator<string>,
  file: { name: string; mediaType: string },
): Promise<Response> {
  try {
    const first = await pieces.next();
    return new Response(streamOf(first.value ?? "", pieces), {
      headers: {
        "content-type": `${file.mediaType}; charset=utf-8`,
        "content-disposition": `attachment; filename="${file.name}"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof DomainError) return new Response(error.text.en, { status: 403 });
    throw error;
  }
}

function streamOf(first: string, rest: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(first)),
    async pull(controller) {
      const { value, done } = await rest.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await rest.return(undefined);
    },
  });
}
