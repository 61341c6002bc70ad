package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://wiki.example.com/orders|https://wiki.example.com/orders",
        "See https://wiki.example.com/orders.|https://wiki.example.com/orders",
        "[How](https://wiki.example.com/orders), then wait|https://wiki.example.com/orders",
        "(https://wiki.example.com/Disk_(full))|https://wiki.example.com/Disk_(full)",
        "<http://10.0.0.7:8090/x?y=1&z=2#top>|http://10.0.0.7:8090/x?y=1&z=2#top",
        "**HTTPS://Wiki.example.com/a**|HTTPS://Wiki.example.com/a",
        "http://[2001:db8::1]/a|http://[2001:db8::1]/a",
        "javascript:alert(1)|",
        "ssh to the host, not https://...|",
      })
  void an_address_ends_where_the_sentence_goes_on(String text, String address) {
    assertThat(WebAddresses.first(text)).isEqualTo(address);
  }

  @Test
  void nothing_of_the_text_is_lost() {
    String text = "a https://x.example/1, b https://x.example/2).\nc";
    assertThat(WebAddresses.parts(text)).hasSize(5);
    assertThat(
            WebAddresses.parts(text).stream()
                .map(WebAddresses.Part::text)
                .collect(Collectors.joining()))
        .isEqualTo(text);
  }
}
