// How to send traces here: a language, a protocol, and what to copy.

import { useQuery } from '@tanstack/react-query';
import type { ListenerStatus } from '@throughline/model/api/status';
import { useState } from 'react';
import './first-trace.css';
import { statusQuery } from '../../data/queries.ts';
import { CodeBlock } from '../../widgets/code-block.tsx';
import { Segments } from '../../widgets/segments.tsx';
import { addressesOf, PROTOCOL_NAMES, type SendProtocol } from './addresses.ts';
import { LANGUAGES, type Language, protocolsOf, snippetOf } from './snippets.ts';

const NO_LISTENERS: readonly ListenerStatus[] = [];

export function SendTraces() {
  const { data } = useQuery(statusQuery());
  const [nowMs] = useState(Date.now);
  const [language, setLanguage] = useState<Language>('node');
  const [wanted, setWanted] = useState<SendProtocol>('otlp-http');
  const addresses = addressesOf(data?.listeners ?? NO_LISTENERS, location.hostname);
  const protocols = protocolsOf(language, addresses, nowMs);
  const protocol = protocols.includes(wanted) ? wanted : protocols[0];
  const snippet =
    protocol === undefined ? undefined : snippetOf({ language, protocol, addresses, nowMs });
  return (
    <div className="send-traces" data-testid="send-traces">
      <Segments label="Language" options={LANGUAGES} value={language} onChange={setLanguage} />
      {protocol !== undefined && (
        <Segments
          label="Protocol"
          options={protocols.map((each) => [each, PROTOCOL_NAMES[each]] as const)}
          value={protocol}
          onChange={setWanted}
        />
      )}
      {snippet !== undefined ? (
        <CodeBlock text={snippet} what="commands" />
      ) : (
        data !== undefined && (
          <p className="muted">No port is listened on by which this language could send.</p>
        )
      )}
    </div>
  );
}
