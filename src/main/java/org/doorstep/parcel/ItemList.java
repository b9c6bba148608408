package org.doorstep.parcel;

import java.util.List;

import org.doorstep.parcel.Consignment.Item;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The goods of a parcel as one sealed text: JSON with the members of {@link Item}. */
public final class ItemList {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ItemList() {
    }

    static String encoded(List<Item> items) {
        try {
            return JSON.writeValueAsString(items);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Items do not become JSON");
        }
    }

    public static List<Item> decoded(String text) {
        try {
            return JSON.readValue(text, new TypeReference<List<Item>>() {
            });
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Sealed items are no JSON");
        }
    }
}
