import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api } from '../../ground/api';
import { TextLink } from '../../ground/Go';
import { Part, Waiting } from '../../ground/Page';
import { PickOne } from '../../ground/Pick';
import { ErrorBox } from '../../ground/Say';
import { SeriesChart } from '../../ground/SeriesChart';
import type { Points } from '../../ground/series';
import type { Incident, Ref } from '../../ground/wire';
import { duringWords, momentsOf } from './metrics';

/** A figure of the business over the time of the incident. It stands in the address, so that it can be shown to others. */
export function Beside(props: { incident: Incident; span: { since: string; until: string } }) {
  const { incident, span } = props;
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const [id = '', ...name] = (search.beside ?? '').split('~');
  const chosen: Ref | null =
    id === '' ? null : { id, type: 'series_reference', summary: name.join('~') || id };
  return (
    <Part
      title="A business figure beside it"
      lead="Orders, payments, sign-ins: any series, over the time of this incident"
      actions={id !== '' && <TextLink to={`/series/${id}`}>Explore</TextLink>}
    >
      <PickOne
        kind="series"
        label="Series"
        placeholder="Metric or label, such as orders"
        value={chosen}
        onPick={(picked) =>
          navigate({
            to: '/incidents/$id' as never,
            params: { id: incident.id } as never,
            search: {
              ...search,
              beside: picked === null ? undefined : `${picked.id}~${picked.summary ?? ''}`,
            } as never,
            replace: true,
          })
        }
      />
      {id !== '' && <Line id={id} incident={incident} span={span} />}
    </Part>
  );
}

function Line(props: { id: string; incident: Incident; span: { since: string; until: string } }) {
  const { id, span } = props;
  const { created_at, resolved_at } = props.incident;
  const moments = useMemo(() => momentsOf({ created_at, resolved_at }), [created_at, resolved_at]);
  const points = useQuery({
    queryKey: ['series', id, 'points', span.since, span.until],
    queryFn: ({ signal }) => api.get<Points>(`/series/${id}/points`, { ...span, dots: 360 }, signal),
  });
  const words =
    points.data === undefined ? null : duringWords(points.data.points, { created_at, resolved_at });
  return (
    <>
      {points.isPending && <Waiting what="Loading the values" />}
      <ErrorBox error={points.error} again={() => points.refetch()} />
      {words !== null && (
        <Text size="sm" my="xs">
          {words}
        </Text>
      )}
      {points.data !== undefined && <SeriesChart data={points.data} height={200} moments={moments} />}
    </>
  );
}
