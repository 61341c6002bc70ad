package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.web.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an import cannot take is told with its place and the name of the field; nothing is passed over without a word.
class ImportFaultsTest {
  private static List<String> told(Imported read) {
    return read.skipped().stream().map(one -> one.place() + ": " + one.why()).toList();
  }

  @Test
  void fields_of_the_own_format_that_are_not_read_are_told_once() {
    Imported read =
        NativeImport.read(
            """
            {"entities": [
              {"id": "a", "name": "A", "alias": ["x"], "aliases": "y", "attributes": [1]},
              {"id": "b", "name": "B", "alias": ["z"]}],
             "dependencies": [
              {"from": "a", "to": "b", "confidence": "high"},
              {"from": "a", "to": "b", "confidence": "0.5", "type": "uses"}]}
            """);
    assertThat(told(read))
        .hasSize(5)
        .anySatisfy(line -> assertThat(line).startsWith("entities[0]: 'alias' is not read; what"))
        .contains("entities[0]: its 'aliases' are no list, so it has none")
        .contains("entities[0]: its 'attributes' are no object, so it has none")
        .contains("dependencies[0]: its confidence must be above 0 and at most 1")
        .anySatisfy(line -> assertThat(line).startsWith("dependencies[1]: 'type' is not read"));
    assertThat(read.entities()).hasSize(2);
    assertThat(read.dependencies().getFirst().confidence()).isEqualTo(0.5);
  }

  @Test
  void a_relation_of_a_catalogue_that_is_no_list_is_told() {
    Imported read =
        BackstageImport.read(
            """
            kind: Component
            metadata: {name: cart}
            spec: {type: service, dependsOn: 'resource:db', consumesApis: [5, pay]}
            """);
    assertThat(told(read))
        .containsExactly(
            "document 1: 'spec.dependsOn' is no list of references",
            "document 1: 'spec.consumesApis' is no list of references");
    assertThat(read.dependencies()).hasSize(1);
  }

  @Test
  void what_is_no_yaml_or_holds_itself_is_told_in_one_line() {
    assertThatThrownBy(() -> BackstageImport.read("a: ["))
        .hasMessageEndingWith(
            "The content is not valid YAML, at line 1, column 5: expected the node content, but found '<stream end>'");
    for (String itself : List.of("&a [*a]", "&a {kind: List, items: [*a]}")) {
      assertThatThrownBy(() -> KubernetesImport.read(itself))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("a list in it holds itself");
    }
  }

  @Test
  void lines_of_a_service_graph_that_cannot_be_read_are_told() {
    Imported read =
        ServiceGraphImport.read(
            """
            # TYPE traces_service_graph_request_total counter
            traces_service_graph_request_total{client="a",server="b"} 1.2e-1 1700000000.5 # {trace_id="x"} 1
            traces_service_graph_request_total{client="a",server="c"} many
            traces_service_graph_request_total{client="a",server="d" 5
            """);
    assertThat(told(read))
        .containsExactly(
            "line 3: it is not a metric with labels and a count",
            "line 4: it is not a metric with labels and a count");
    assertThat(read.dependencies()).hasSize(1);
    assertThat(
            told(
                ServiceGraphImport.read(
                    "[{\"client\": \"a\", \"server\": \"b\", \"calls\": \"many\"}]")))
        .containsExactly("item 0: its calls are no number");
  }
}
