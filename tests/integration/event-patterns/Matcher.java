import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Iterator;
import java.util.TreeSet;
import software.amazon.event.ruler.Machine;

/**
 * Matches events against patterns with EventBridge's own engine.
 *
 * Standard input: {"patterns": {id: text}, "events": [event]}; standard output: for each event the ids that match.
 */
public final class Matcher {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode input = json.readTree(System.in);
    Machine machine = Machine.builder().build();
    for (Iterator<String> ids = input.get("patterns").fieldNames(); ids.hasNext(); ) {
      String id = ids.next();
      machine.addRule(id, input.get("patterns").get(id).asText());
    }
    ArrayNode matches = json.createArrayNode();
    for (JsonNode event : input.get("events")) {
      ArrayNode matched = matches.addArray();
      new TreeSet<>(machine.rulesForJSONEvent(json.writeValueAsString(event))).forEach(matched::add);
    }
    System.out.print(json.writeValueAsString(matches));
  }
}
