// A sentence of the analysis: names of operations, which stand between backticks, are set as code.

export function Sentence({ text }: { readonly text: string }) {
  // Names stay as they are written, also where a sentence begins with one.
  const sentence = text.replace(/^the /, 'The ');
  return sentence.split('`').map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other names
      <span key={at} className="sentence-operation">
        {part}
      </span>
    ),
  );
}
