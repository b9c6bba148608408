package org.doorstep.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.doorstep.masking.Addresses;
import org.doorstep.masking.Form;
import org.doorstep.masking.Names;
import org.doorstep.masking.Phones;
import org.doorstep.masking.Shown;
import org.doorstep.masking.Waybills;
import org.doorstep.parcel.Consignment.Item;
import org.doorstep.parcel.Consignment.ItemClass;
import org.doorstep.parcel.ItemList;
import org.doorstep.parcel.Stage;
import org.doorstep.policy.Field;
import org.doorstep.vault.ClearFields;
import org.doorstep.vault.SealedField;

/**
 * A parcel in the forms of a grant: every field of the catalogue, what was not granted as {@link Form#NONE}.
 *
 * @param fields by their path, in the catalogue's order
 */
record ParcelView(Stage stage, Map<String, ShownField> fields) {

    static ParcelView of(Grant grant, Facts.ParcelNow parcel, ClearFields clear, String waybill) {
        var fields = new LinkedHashMap<String, ShownField>();
        for (var field : Field.values()) {
            var form = grant.rule().fields().getOrDefault(field, Form.NONE);
            fields.put(field.path(), form == Form.NONE ? ShownField.NOTHING
                    : shown(field, form, parcel, clear, waybill));
        }
        return new ParcelView(parcel.stage(), fields);
    }

    private static ShownField shown(Field field, Form form, Facts.ParcelNow parcel, ClearFields clear,
            String waybill) {
        return switch (field) {
            case RECIPIENT_NAME -> text(form, Names.show(clear.get(SealedField.RECIPIENT_NAME), form));
            case RECIPIENT_PHONE -> text(form, Phones.show(clear.get(SealedField.RECIPIENT_PHONE), form));
            case RECIPIENT_ADDRESS -> text(form, Addresses.show(clear.get(SealedField.RECIPIENT_AREA),
                    clear.orEmpty(SealedField.RECIPIENT_DETAIL), form));
            case SENDER_NAME -> text(form, Names.show(clear.get(SealedField.SENDER_NAME), form));
            case SENDER_PHONE -> text(form, Phones.show(clear.get(SealedField.SENDER_PHONE), form));
            case SENDER_ADDRESS -> text(form, Addresses.show(clear.get(SealedField.SENDER_AREA),
                    clear.orEmpty(SealedField.SENDER_DETAIL), form));
            case SENDER_IDENTITY -> new ShownField(form, parcel.identityVerified().orElse(false));
            case ITEMS -> new ShownField(form, goods(ItemList.decoded(clear.get(SealedField.ITEMS)), form));
            case WAYBILL -> text(form, Waybills.show(waybill, form));
        };
    }

    private static ShownField text(Form form, Shown shown) {
        return shown.text().map(text -> new ShownField(form, text)).orElse(ShownField.NOTHING);
    }

    private static Object goods(List<Item> items, Form form) {
        return switch (form) {
            case FULL -> items;
            case CLASS -> items.stream().map(Item::itemClass).distinct().sorted().toList();
            case HAZARD -> items.stream().map(Item::itemClass).anyMatch(ItemClass::hazardous);
            case MASKED, TAIL4, AREA, SURNAME, VERIFIED, PSEUDONYM, NONE -> List.of();
        };
    }

    @Override
    public String toString() {
        return "ParcelView[" + stage + "]";
    }
}
