// A command or a document to read and to copy.

import { CopyButton } from './copy-button.tsx';

interface CodeBlockProps {
  readonly text: string;
  readonly what: string;
}

export function CodeBlock({ text, what }: CodeBlockProps) {
  return (
    <pre className="code-block">
      {text}
      <CopyButton text={text} what={what} small />
    </pre>
  );
}
