// A service by its name and colour, which leads to its page with the range of this one.

import { Link } from '@tanstack/react-router';
import './services.css';
import { hueOfService } from '../../base/service-hue.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import { rangeOf } from '../../state/time-range.ts';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { useTimeRange } from '../range/use-time-range.ts';

export function ServiceLink({ name }: { readonly name: string }) {
  const { range } = useTimeRange();
  const hue = useUsualHues()?.get(name) ?? hueOfService(name);
  return (
    <Link
      to="/services/$service"
      params={{ service: name }}
      search={rangeOf(range)}
      className="service-link"
    >
      <ServiceDot hue={hue} />
      <span className="ellipsis">{name}</span>
    </Link>
  );
}
