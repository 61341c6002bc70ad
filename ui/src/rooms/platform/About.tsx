import { useQuery } from '@tanstack/react-query';
import { Fact, Facts, Page, Part, Waiting, When } from '../../ground/Page';
import { ErrorBox } from '../../ground/Say';
import { aboutQuery } from '../../ground/session';

export function AboutPage() {
  const about = useQuery(aboutQuery);
  return (
    <Page title="About" lead="What runs here.">
      <Part title="This installation">
        {about.isPending && <Waiting />}
        <ErrorBox error={about.error} again={() => about.refetch()} />
        {about.data !== undefined && (
          <Facts>
            <Fact name="Product">{about.data.name}</Fact>
            <Fact name="Version">{about.data.version}</Fact>
            <Fact name="Web address">{about.data.web_base}</Fact>
            <Fact name="Server's clock">
              <When at={about.data.time} as="full" />
            </Fact>
            <Fact name="Licence">Apache-2.0</Fact>
          </Facts>
        )}
      </Part>
    </Page>
  );
}
